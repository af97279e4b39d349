// Returns the client rectangle of a text, which may run through several elements and open shadow roots; in the page.
(text) => {
  const parts = [];
  const gather = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.shadowRoot) gather(node.shadowRoot);
      const skipped = /^(script|style|noscript|template)$/i.test(node.parentElement?.localName ?? '');
      if (node.nodeType === Node.TEXT_NODE && !skipped) parts.push(node);
    }
  };
  gather(document.body);
  const joined = parts.map((node) => node.data).join('');
  const positionOf = (offset, isEnd) => {
    let start = 0;
    for (const node of parts) {
      const inNode = offset - start;
      if (isEnd ? inNode <= node.length : inNode < node.length) return [node, inNode];
      start += node.length;
    }
  };
  const boxesAt = (start) => {
    const range = document.createRange();
    range.setStart(...positionOf(start, false));
    range.setEnd(...positionOf(start + text.length, true));
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    return { range, boxes };
  };
  for (let start = joined.indexOf(text); start >= 0; start = joined.indexOf(text, start + 1)) {
    let { range, boxes } = boxesAt(start);
    if (boxes.length === 0) continue; // hidden: look for the next one
    const [{ top, bottom }] = boxes;
    if (top < 0 || bottom > innerHeight) {
      range.startContainer.parentElement?.scrollIntoView({ block: 'center', behavior: 'instant' });
      ({ boxes } = boxesAt(start));
    }
    const [first] = boxes;
    const line = boxes.filter((box) => box.top < first.bottom && box.bottom > first.top);
    const left = Math.min(...line.map((box) => box.left));
    const right = Math.max(...line.map((box) => box.right));
    return [left, first.top, right - left, first.height];
  }
  return null;
}
