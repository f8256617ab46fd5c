"""Recipes: how each embedded model is made from nothing on a CPU, and how it is measured."""
