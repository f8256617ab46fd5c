"""The small world that every embedded model knows: scenes, sentences, speech, documents, tables, with known truth."""
