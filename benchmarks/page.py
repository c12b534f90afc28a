"""How soon the sandbox's page is there, and whether 2,000 messages scroll without a stutter.

Run with ``python -m benchmarks.page``. The system's Chromium opens the page as a newcomer would,
nothing in its cache, waits until 2,000 messages of a channel are there, and reads them from the end
to the beginning and back, 300 pixels in each frame. A frame over 50 ms is one that people see.
Beside it: as many plain lines of text on an empty page, which is what the machine can do just now.
"""

import asyncio
import statistics
import sys
from typing import Any

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from slack_sandbox import Person, Sandbox, Workspace
from slack_sandbox.page import Page as SandboxPage
from tests.browser.conftest import ARGUMENTS, CHROMIUM

MESSAGES = 2_000
OPENED = 5
SEEN_MS = 50
SIZE = ViewportSize(width=1440, height=900)
SCROLL = """async () => {
    const box = document.querySelector('.scroller');
    const frames = [];
    let last = performance.now();
    while (box.scrollTop > 0) {
        box.scrollTop -= 300;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
    }
    while (box.scrollTop + box.clientHeight < box.scrollHeight - 1) {
        box.scrollTop += 300;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
    }
    return { frames, shown: document.querySelectorAll('.message').length };
}"""
PLAIN = """() => {
    for (let number = 0; number < 2000; number += 1) {
        const line = document.createElement('p');
        line.append(`${number} some words with code, a link and a name, and some words again`);
        document.body.append(line);
    }
}"""
PLAIN_SCROLL = """async () => {
    const box = document.scrollingElement;
    const frames = [];
    let last = performance.now();
    for (let step = 0; step < 600; step += 1) {
        box.scrollTop += 300;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
    }
    return frames;
}"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


async def main() -> None:
    """Open, read, and print the figures."""
    if CHROMIUM is None:
        sys.exit("There is no Chromium on this machine.")
    slack = Sandbox()
    page = SandboxPage(slack)
    workspace = slack.add_workspace("acme", name="Acme")
    people = [workspace.add_person(one) for one in ("ann", "ben", "cleo")]
    await _fill(workspace, people)
    page.all_read()
    async with slack, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        await _opened(browser, page.url)  # the first one also warms the machine's own caches
        times = [await _opened(browser, page.url) for _ in range(OPENED)]
        await _report(browser, page.url, times)
        await browser.close()


async def _fill(workspace: Workspace, people: list[Person]) -> None:
    channel = workspace.add_channel("general", members=people)
    for number in range(MESSAGES):
        who = people[number // 3 % len(people)]
        words = f"*{number}*: some words with `code`, a <https://example.com|link> and @ben " * 2
        message = await who.say(words.strip(), channel)
        if number % 10 == 0:
            await people[0].react("eyes", message)


async def _opened(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds to the first paint, and to the newest message."""
    context = await browser.new_context(viewport=SIZE)
    page = await context.new_page()
    loop = asyncio.get_running_loop()
    before = loop.time()
    await page.goto(f"{url}#/acme/ann/general")
    await page.get_by_text(f"{MESSAGES - 1}", exact=True).first.wait_for()
    whole = (loop.time() - before) * 1000
    paint = await _paint(page)
    await context.close()
    return paint, whole


async def _paint(page: Page) -> float:
    found: Any = await page.evaluate(PAINT)
    return float(found)


async def _report(browser: Browser, url: str, times: list[tuple[float, float]]) -> None:
    page = await browser.new_page(viewport=SIZE)
    await page.goto(f"{url}#/acme/ann/general")
    await page.get_by_text(f"{MESSAGES - 1}", exact=True).first.wait_for()
    await page.locator(".beginning").wait_for(state="attached")
    read: Any = await page.evaluate(SCROLL)
    bare = await browser.new_page(viewport=SIZE)
    await bare.evaluate(PLAIN)
    plain: Any = await bare.evaluate(PLAIN_SCROLL)
    print(f"first paint            {statistics.median(one for one, _ in times):8.0f} ms")
    print(f"newest message there   {statistics.median(one for _, one in times):8.0f} ms")
    print(f"messages read          {read['shown']:8}")
    print(f"{'frames':22}{'median':>9}{'99 of 100':>11}{f'over {SEEN_MS} ms':>12}")
    for name, frames in (("the page", read["frames"]), ("2,000 plain lines", plain)):
        slow = sum(one > SEEN_MS for one in frames)
        worst = statistics.quantiles(frames, n=100)[98]
        print(f"{name:22}{statistics.median(frames):9.1f}{worst:11.1f}{slow:6} of {len(frames)}")


if __name__ == "__main__":
    asyncio.run(main())
