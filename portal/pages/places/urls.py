"""Addresses of the administrators' pages of places."""

from django.urls import path

from portal.pages.places import area_views, centre_views, group_views, merger_views, succession_views

app_name = "places"
urlpatterns = [
    path("quan-ly/trung-tam/", centre_views.centres, name="centres"),
    path("quan-ly/trung-tam/moi/", centre_views.centre_new, name="centre_new"),
    path("quan-ly/trung-tam/<int:pk>/", centre_views.centre, name="centre"),
    path("quan-ly/trung-tam/<int:pk>/trang/", centre_views.centre_pages, name="centre_pages"),
    path("quan-ly/sap-nhap/", succession_views.succession, name="succession"),
    path("quan-ly/sap-nhap/nhieu-xa/", merger_views.mergers, name="mergers"),
    path("quan-ly/sap-nhap/nhieu-xa/<int:pk>/", merger_views.merger, name="merger"),
    path("quan-ly/thon-to/", group_views.groups, name="groups"),
    path("quan-ly/thon-to/<int:pk>/het/", group_views.group_end, name="group_end"),
    path("quan-ly/phan-loai-xa/", area_views.area_classes, name="area_classes"),
    path("quan-ly/phan-loai-xa/<int:pk>/", area_views.area_import, name="area_import"),
]
