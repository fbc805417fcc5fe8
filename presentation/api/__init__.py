"""The JSON of the API: dataclasses that are built from the domain's shapes, and that pydantic serialises and describes.

Each class is the one definition of a piece of JSON. The API answers with it, OpenAPI describes it, and `Thread` is also the
JSON handout. `from_domain` builds one from a shape of the domain; sentences in it are worded in the given language.
"""
