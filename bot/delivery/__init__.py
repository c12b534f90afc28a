"""CARRIES: claim, intent, post, settle; redrawing what fell behind."""

from bot.delivery.carrier import Carrier

__all__ = ["Carrier"]
