"""Drawn pictures are chosen by seeing them."""

from django import forms


class DrawnPictures(forms.RadioSelect):
    """Each choice as its picture, with the words for it below; the empty one as “no drawn picture”."""

    template_name = "content/editing/drawn_pictures.html"
