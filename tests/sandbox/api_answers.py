"""How the tests read a refusal of the Web API."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: dict[str, Any] = caught.value.response.data
    return answer


async def code(call: Any) -> str:
    return str((await refused(call))["error"])
