"""What the tests rely on in the drivers of the browsers."""

from support.e2e_stack import Stack

# Removes and adds an element with a closed shadow root again and again; marks it after a second.
COMING_AND_GOING = """
(() => {
  const host = document.createElement('div');
  host.id = 'coming-and-going';
  host.attachShadow({ mode: 'closed' }).append('text');
  setInterval(() => (host.isConnected ? host.remove() : document.body.append(host)));
  setTimeout(() => host.setAttribute('data-done', ''), 1000);
  return true;
})()
"""


def test_waiting_for_a_shadow_root_survives_its_removal(stack: Stack) -> None:
    page = stack.open("country.html")
    page.evaluate(COMING_AND_GOING)
    page.shadow("#coming-and-going").wait("root => root.host.hasAttribute('data-done')", "the mark")
    page.close()
