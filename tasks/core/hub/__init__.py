"""Where models come from: the Hub, folders of the operator, and what ships."""
