"""A region of public holidays, as somebody typed it: understood, or refused."""

from bot.domain.refusals import RegionPartNeeded, RegionUnknown
from bot.public_holidays import is_known, part_needed


def check_region(region: str | None) -> None:
    """Refuse a region that nobody knows, and a country without the part where parts differ."""
    if region is None:
        return
    if not is_known(region):
        raise RegionUnknown(field="region", part=region)
    example = part_needed(region)
    if example is not None:
        raise RegionPartNeeded(field="region", part=region, example=example)
