"""The jobs' own parts; what whole jobs do is tested with the archiver and the downloads."""

from __future__ import annotations

import pytest

from workers import lease_renewal
from workers.lease_renewal import LeaseRenewal


def test_rendering_for_a_submission_renews_both_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    renewed: list[str] = []
    monkeypatch.setattr(lease_renewal, "LEASE_RENEWAL_SECONDS", 0.0)
    submission = LeaseRenewal(lambda: renewed.append("submission"))
    handout = LeaseRenewal(lambda: renewed.append("handout"), submission)
    handout()
    assert sorted(renewed) == ["handout", "submission"]


def test_a_lease_is_not_renewed_before_that_is_due() -> None:
    renewed: list[str] = []
    renew_when_due = LeaseRenewal(lambda: renewed.append("submission"))
    renew_when_due()
    assert renewed == []
