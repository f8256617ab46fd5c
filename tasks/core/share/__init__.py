"""A question in other forms: as code, later as link and notebook."""
