"""Pages of the asset and what followed from it, and of the health of dependence."""

from __future__ import annotations

from django.urls import path

from innercircle.web.asset import account, dependence, engagements, firm

_ASSET = "accounts/<int:pk>/asset/"
_WORK = "accounts/<int:pk>/engagements/"
_DEPENDENCE = "accounts/<int:pk>/dependence/"
_TOPIC = f"{_DEPENDENCE}topics/<int:row>/"

urls = [
    path("asset/", firm.firm_asset, name="asset"),
    path("asset/export.<str:kind>", firm.export_asset, name="asset-export"),
    path("dependence/", dependence.dependence, name="dependence"),
    path("dependence/export.<str:kind>", dependence.export_topics, name="dependence-export"),
    path(_ASSET, account.account_page, name="account-asset"),
    path(f"{_ASSET}<str:quarter>/", account.quarter_page, name="account-asset-quarter"),
    path(_WORK, engagements.add_engagement, name="engagement-add"),
    path(f"{_WORK}import/", engagements.import_engagements, name="engagement-import"),
    path(f"{_WORK}export.<str:kind>", engagements.export_engagements, name="engagement-export"),
    path(f"{_WORK}<int:row>/", engagements.edit_engagement, name="engagement"),
    path(f"{_WORK}<int:row>/delete/", engagements.remove_engagement, name="engagement-delete"),
    path(_DEPENDENCE, dependence.account_dependence, name="account-dependence"),
    path(f"{_DEPENDENCE}topics/", dependence.add_topic, name="topic-add"),
    path(_TOPIC, dependence.edit_topic, name="topic"),
    path(f"{_TOPIC}hand-over/", dependence.hand_over, name="topic-hand-over"),
    path(f"{_TOPIC}delete/", dependence.remove_topic, name="topic-delete"),
    path(f"{_DEPENDENCE}shared/", dependence.share, name="share-add"),
    path(f"{_DEPENDENCE}shared/<int:row>/delete/", dependence.unshare, name="share-delete"),
    path(f"{_DEPENDENCE}shared/export.<str:kind>", dependence.export_shared, name="share-export"),
]
