// The variants of each kind. In their markup, N is a number; A, B, C and D are its groups: "+1", "415", "555", "02nn".

const KINDS = {
  seen: {
    plain: 'Call N now',
    split: '<b>A</b> B <i>C</i><wbr>D',
    parentheses: 'A (B) C-D',
    'wrapped over lines': '<section class="narrow">Phone: N</section>',
    'wrapped and centred': '<section class="narrow" style="text-align: center">N</section>',
    'a small part': 'A B C <small>D</small>',
    vertical: '<p style="writing-mode: vertical-rl; height: 160px">N</p>',
    'turned a little': '<p style="transform: rotate(20deg); width: max-content; margin: 60px 0">N</p>',
    scaled: '<p style="scale: 1.4; transform-origin: 0 0">N</p>',
    zoomed: '<p style="zoom: 1.6">N</p>',
    'in a box that clips nothing': '<p style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap">N</p>',
    'light on dark': '<p style="background: #123; color: #cde">N</p>',
    'in modern colours': '<p style="background: oklch(0.98 0.01 200); color: oklch(0.4 0.1 250)">N</p>',
    'on a picture': '<p style="background: linear-gradient(#eef, #fff)">N</p>',
    'with an icon': '<style>.icon::before { content: "\\260e\\a0" }</style><p class="icon">N</p>',
    'in a list': '<ul><li>N</li></ul>',
    'in a numbered list': '<ol><li>N</li><li>none</li></ol>',
    'after a label': '<style>.lb::before { content: "Phone: " }</style><p class="lb">N</p>',
    'before words': '<style>.wd::after { content: " (office)" }</style><p><span class="wd">N</span></p>',
    'before a badge': '<style>.bg::after { content: " mobile"; background: #246; color: #fff; border-radius: 4px }</style><p><span class="bg">N</span></p>',
    'below a hint that is not shown': '<style>.hi { position: relative; width: max-content } .hi::after { content: attr(data-hint); position: absolute; left: 0; top: 100%; opacity: 0; background: #111; color: #fff }</style><p class="hi" data-hint="Call 24/7">N</p>',
    'below a ripple at rest': '<style>.rp { position: relative; width: max-content } .rp::after { content: ""; position: absolute; inset: 0; background: #09f; opacity: 0; transition: opacity 0.3s }</style><p class="rp">N</p>',
    'with a thin line below': '<style>.line { position: relative } .line::after { content: ""; position: absolute; left: 0; bottom: 0; width: 100%; height: 1px; background: red }</style><p class="line">N</p>',
    'with a line that grows': '<style>.gr { position: relative; width: max-content } .gr::after { content: ""; position: absolute; left: 0; bottom: 0; width: 100%; height: 2px; background: #00f; transform: scaleX(0); transform-origin: 0 100% }</style><p class="gr">N</p>',
    'beside an accent': '<style>.ac { position: relative; padding-left: 14px } .ac::before { content: ""; position: absolute; left: 0; top: 0; bottom: 0; width: 3px; background: #05a }</style><div class="ac"><p>N</p></div>',
    'beside a placed icon': '<style>.pi { position: relative; padding-left: 24px } .pi::before { content: "\\260e"; position: absolute; left: 0; top: 0 }</style><p class="pi">N</p>',
    'in a badge': '<span style="background: #246; color: #fff; padding: 2px 8px; border-radius: 9px">N</span>',
    'in a card with a shadow': '<div style="background: #fff; box-shadow: 0 1px 4px #0005; border: 1px solid #ccc; padding: 4px">N</div>',
    'below the end of a background': '<div style="background: #fff; height: 10px"><p style="padding-top: 20px">N</p></div>',
    'in a row with a background': '<table><tr style="background: #246; color: #fff"><td>N</td></tr></table>',
    'over a blurred backdrop': '<div style="backdrop-filter: blur(4px)"><p>N</p></div>',
    'in a translated layer': '<div style="transform: translateZ(0); will-change: transform"><p>N</p></div>',
    'in a scrolled box': '<div style="height: 60px; overflow: auto" class="scrolled"><div style="height: 300px"></div><p>N</p></div>',
    'right to left, isolated': '<p dir="rtl">هاتف: <bdi>N</bdi></p>',
    'right to left, in its own order': '<p dir="rtl">هاتف: N الآن</p>',
    'full-width digits': '\uff0b\uff11 \uff14\uff11\uff15 \uff15\uff15\uff15 D',
    'on a dark gradient': '<p style="background: linear-gradient(#123, #345); color: #fff">N</p>',
    'underlined': '<p style="text-decoration: underline">N</p>',
    'behind a check box': '<input type="checkbox"> N',
    'in a table': '<table><tr><td>Ann</td><td>N</td><td>Paris</td></tr></table>',
    'after a picture': '<img alt="" width="16" height="16" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="> N',
    'flex items': '<div style="display: flex; gap: 8px"><span>Phone</span><span>N</span></div>',
  },
  seenLinks: {
    'a link': '<a href="tel:N">Call N now</a>',
    'a link in parts': '<a href="tel:N"><span>Call</span> <b>A</b> B <i>C</i> D</a>',
    'a link with blocks': '<a href="tel:N" style="display: block"><div>Phone</div><div>N</div></a>',
  },
  small: {
    'font size 0': 'A B <span style="font-size: 0">C</span> D',
    'font size 1px': 'A B C <span style="font-size: 1px">D</span>',
    'all of it tiny': '<span style="font-size: 3px">N</span>',
    'scaled to nothing': '<span style="display: inline-block; scale: 0.1">N</span>',
    'part scaled down': 'A B <span style="display: inline-block; transform: scale(0.05)">C</span> D',
    'font-size-adjust': '<span style="font-size-adjust: 0.01">N</span>',
    'part much larger': 'A B C <span style="font-size: 40px">D</span>',
    'collapsed table cell': 'A B <span style="display: inline-block; width: 0; height: 0; overflow: hidden">C</span> D',
    'letters on each other': '<span style="letter-spacing: -9px">N</span>',
    'one digit on another': 'A B 5<span style="letter-spacing: -8.9px">5</span>5 D',
  },
  invisible: {
    'opacity of a part': 'A B <span style="opacity: 0">C</span> D',
    'opacity in two steps': '<div style="opacity: 0.5"><p style="opacity: 0.5">N</p></div>',
    'hidden part': 'A B <span style="visibility: hidden">C</span> D',
    'transparent part': 'A B <span style="color: transparent">C</span> D',
    'almost transparent part': 'A B <span style="color: rgb(0 0 0 / 0.1)">C</span> D',
    'transparent in oklch': 'A B <span style="color: oklch(0.5 0.1 20 / 5%)">C</span> D',
    'fill of a part': 'A B <span style="-webkit-text-fill-color: transparent">C</span> D',
    'colour of the background': 'A B <span style="color: #fff">C</span> D',
    'nearly the colour of the background': 'A B <span style="color: #f4f4f4">C</span> D',
    'white on a white box on black': '<div style="background: #000; color: #fff"><p>A B <span style="background: #fff">C</span> D</p></div>',
    'background in oklch': 'A B <span style="color: oklch(1 0 0)">C</span> D',
    filter: '<p>A B <span style="display: inline-block; filter: opacity(0)">C</span> D</p>',
    'filter around it': '<div style="filter: blur(8px)"><p>N</p></div>',
    mask: '<p style="mask-image: linear-gradient(#0000, #0000)">N</p>',
    'mask of a border': '<p style="-webkit-mask-box-image-source: linear-gradient(#0000, #0000); mask-image: linear-gradient(90deg, #000, #0000)">N</p>',
    'blend mode': '<div style="background: #fff"><p style="mix-blend-mode: lighten">N</p></div>',
    'blend mode of a part': 'A B <span style="mix-blend-mode: screen">C</span> D',
    security: '<p style="-webkit-text-security: disc">N</p>',
    'a part that is not rendered': 'A B <span style="display: inline-block; content-visibility: hidden; contain-intrinsic-size: 26px 20px">C</span> D',
    ...(CSS.supports('selector(::details-content)') && {
      'content of a disclosure': '<style>.do::details-content { opacity: 0 }</style><details open class="do"><summary>x</summary>N</details>',
      'background of a disclosure': '<style>.db::details-content { background: #111 }</style><details open class="db"><summary>x</summary><p>N</p></details>',
    }),
    'a thick stroke': 'A B <span style="-webkit-text-stroke: 8px #fff">C</span> D',
    'struck through by a thick line': 'A B <span style="text-decoration: line-through 20px #fff">C</span> D',
  },
  cut: {
    'by a fraction of a pixel': '<div style="width: max-content"><p style="width: calc(100% - 0.6px); overflow: hidden; white-space: nowrap; text-overflow: ellipsis">N</p></div>',
    overflow: '<div style="overflow: hidden; width: 70px; white-space: nowrap">N</div>',
    'overflow of a part': 'A B <span style="display: inline-block; overflow: hidden; width: 9px; height: 16px; vertical-align: bottom">C</span> D',
    clip: '<div style="overflow: clip; width: 70px; white-space: nowrap">N</div>',
    'clip-path': '<div style="clip-path: inset(0 40px 0 0); width: 110px">N</div>',
    'clip-path of a part': 'A B <span style="display: inline-block; clip-path: inset(0 60% 0 0)">C</span> D',
    'contain: paint': '<div style="contain: paint; width: 70px; white-space: nowrap">N</div>',
    'line clamp': '<div style="display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1; overflow: hidden; width: 90px">N</div>',
    ellipsis: '<div style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 110px">N</div>',
    'ellipsis after the number': '<div style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 130px">N and more text</div>',
    'clip rectangle': '<div style="position: absolute; clip: rect(0, 60px, 40px, 0)">N</div>',
    'text indent': '<div style="text-indent: -40px; overflow: hidden; width: 200px">N</div>',
    'outside of the viewport': '<div style="margin-left: -60px; white-space: nowrap">N</div>',
    'scrolled away': '<div style="overflow: hidden; width: 100px; white-space: nowrap" class="scrolled-left">N and a long text</div>',
    'rounded corners': '<div style="overflow: hidden; border-radius: 60px; width: max-content; height: 26px; clip-path: circle(40%)">N</div>',
    'inside of a smaller box': '<div style="overflow: hidden; width: 60px"><div style="width: 300px">N</div></div>',
  },
  covered: {
    'a box over a part': '<span style="position: relative">N<span style="position: absolute; left: 60px; top: 0; width: 30px; height: 26px; background: #fff"></span></span>',
    'half of a digit': '<span style="position: relative">N<span style="position: absolute; right: 0; top: 0; width: 5px; height: 26px; background: #fff"></span></span>',
    'the lower half': '<span style="position: relative">N<span style="position: absolute; left: 0; bottom: 0; width: 130px; height: 10px; background: #fff"></span></span>',
    'a pseudo-element': '<style>.over { position: relative; width: max-content } .over::after { content: ""; position: absolute; inset: 0 0 0 60px; background: #fff }</style><p class="over">N</p>',
    'a pseudo-element that lets clicks through': '<style>.through { position: relative; width: max-content } .through::after { content: ""; position: absolute; inset: 0 0 0 60px; background: #fff; pointer-events: none }</style><p class="through">N</p>',
    'a blurred pseudo-element': '<style>.blur { position: relative; width: max-content } .blur::after { content: ""; position: absolute; inset: 0; backdrop-filter: blur(9px); pointer-events: none }</style><p class="blur">N</p>',
    'the next block': '<p>N</p><p style="margin-top: -30px; position: relative; background: #fff; width: 60px">Text</p>',
    ...(CSS.supports('-webkit-box-reflect: below') && {
      'its own reflection': '<p style="width: max-content; -webkit-box-reflect: right -130px">N</p>',
    }),
    'an image': '<span style="position: relative">N<img alt="" style="position: absolute; left: 40px; top: 0; width: 20px; height: 20px; background: #fff"></span>',
  },
  order: {
    'flex order': '<div style="display: inline-flex; gap: 4px"><span>A</span> <span style="order: 2">B</span> <span style="order: 1">C</span> <span style="order: 3">D</span></div>',
    'inline blocks with margins': 'A <span style="display: inline-block; margin-left: 34px">B</span> <span style="display: inline-block; margin: 0 34px 0 -72px">C</span> D',
    'moved to the left': 'A <span style="position: relative; left: 32px">B</span> <span style="position: relative; left: -32px">C</span> D',
    'moved up': 'A B <span style="position: relative; top: -30px">C</span> D',
    translated: 'A B <span style="display: inline-block; transform: translateX(60px)">C</span> D',
    'row reversed': '<span style="display: inline-flex; flex-direction: row-reverse"><span>A </span><span>B </span><span>C </span><span>D</span></span>',
    floated: 'A B <span style="float: left">C</span> D',
    absolute: 'A B <span style="position: absolute; left: 300px">C</span> D',
    'line above': '<div style="display: flex; flex-flow: column-reverse; width: 100px"><span style="display: contents">A B <span style="display: block">C D</span></span></div>',
    'far apart': 'A B <span style="margin-left: 150px">C</span> D',
    'inline grid': '<span style="display: inline-grid; grid-auto-flow: column"><span style="grid-column: 2">A</span> <span style="grid-column: 1; grid-row: 1">B</span> <span style="grid-column: 3">C</span> <span>D</span></span>',
    'anchored elsewhere': 'A B <span style="position: fixed; left: 400px; top: 10px">C</span> D',
    'many columns': '<div style="columns: 2; width: 120px; height: 52px; column-gap: 0">A B C D</div>',
    'vertical align': 'A B <span style="vertical-align: 18px">C</span> D',
  },
  direction: {
    override: '<bdo dir="rtl">N</bdo>',
    'override of a part': 'A B <bdo dir="rtl">C</bdo> <bdo dir="rtl">D</bdo>',
    'unicode-bidi': '<span style="unicode-bidi: bidi-override; direction: rtl">N</span>',
    'isolate-override': '<span style="unicode-bidi: isolate-override; direction: rtl">N</span>',
    'a control character': '\u202eN\u202c',
    'a control character inside': 'A B \u202eC\u202c D',
    'an embedding inside': 'A \u202bB C\u202c D',
    'groups in the other order': '<p style="direction: rtl; width: max-content">N</p>',
    'right to left marks': 'A\u200f B\u200f C\u200f D',
    'a soft hyphen': 'A B C\u00adD',
  },
  turned: {
    'half a turn': '<p style="rotate: 180deg; width: max-content">N</p>',
    'half a turn of a part': 'A B <span style="display: inline-block; transform: rotate(180deg)">C</span> D',
    'a right angle': '<p style="transform: rotate(90deg); width: max-content; margin: 70px 0">N</p>',
    mirrored: '<p style="transform: scaleX(-1); width: max-content">N</p>',
    'upside down': '<p style="scale: 1 -1; width: max-content">N</p>',
    skewed: '<p style="transform: skewX(50deg); width: max-content; margin-left: 60px">N</p>',
    'half a turn in two': '<div style="rotate: 90deg; width: max-content; margin: 70px 0"><p style="rotate: 90deg; width: max-content">N</p></div>',
    'out of the plane': '<p style="transform: perspective(300px) rotateY(60deg); width: max-content">N</p>',
    squeezed: '<p style="transform: scale(0.2, 1); width: max-content">N</p>',
    'turned vertical text': '<p style="writing-mode: vertical-rl; transform: rotate(30deg); height: 160px; margin: 60px">N</p>',
    'sideways': '<p style="writing-mode: sideways-lr; height: 160px">N</p>',
    'along a path': '<p style="offset-path: path(\'M 0 0 L -100 0\'); width: max-content">N</p>',
  },
  generated: {
    'before an outer block': '<style>.og::before { content: "+4" }</style><div class="og" style="display: flex"><p style="margin: 0">N</p></div>',
    'relative, over its block': '<style>.rel::after { content: ""; display: block; position: relative; margin-top: -26px; height: 26px; background: #fff }</style><p class="rel">N</p>',
    'digits before': '<style>.b::before { content: "9" }</style><p><span class="b">N</span></p>',
    'digits after': '<style>.a::after { content: "9" }</style><p><span class="a">N</span></p>',
    'after the block': '<style>.ab::after { content: "0" }</style><p class="ab">N</p>',
    'in an empty element': '<style>.e::before { content: "7" }</style><p>A B C<i class="e"></i> D</p>',
    'beside it': '<style>.s::after { content: "44" }</style><p><i class="s"></i>N</p>',
    counter: '<style>.c { counter-reset: x 9 } .c::before { content: counter(x) }</style><p class="c">N</p>',
    attribute: '<style>.t::before { content: attr(data-x) }</style><p class="t" data-x="33">N</p>',
    'a picture': '<style>.p::before { content: url("data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\' width=\'9\' height=\'9\'/%3E") }</style><p class="p">N</p>',
    'numbered list': '<ol start="44"><li>N</li></ol>',
    'list with a counter': '<style>.lc { counter-set: list-item 44 }</style><ol><li class="lc">N</li></ol>',
    'opening quotation mark': '<style>.qo::before { content: open-quote }</style><div class="qo" style="display: flex; quotes: \'4\' \'9\'"><p style="margin: 0">N</p></div>',
    'closing quotation mark': '<style>.qc::before { content: no-open-quote } .qc::after { content: close-quote }</style><div class="qc" style="display: flex; quotes: \'4\' \'9\'"><p style="margin: 0">N</p></div>',
    'digits after a slash': '<style>.sl::after { content: "/89" }</style><div class="sl" style="display: flex"><p style="margin: 0">N</p></div>',
    'a letter like a digit': '<style>.lo::after { content: "O" }</style><div class="lo" style="display: flex"><p style="margin: 0">N</p></div>',
    'block characters': '<style>.bc { position: relative; width: max-content } .bc::after { content: "\\2588\\2588"; color: #fff; position: absolute; left: 60px; top: 0 }</style><p class="bc">N</p>',
    'block characters that are drawn back': '<style>.bd::after { content: "\\2588\\2588"; color: #fff; margin-left: -40px }</style><p><span class="bd">N</span></p>',
    ...(CSS.supports('selector(::scroll-button(down))') && {
      'a button that scrolls': '<style>.sb { overflow: auto; height: 40px; width: 200px } .sb::scroll-button(down) { content: "89"; position: absolute; left: 124px; top: 0; border: 0; padding: 0; margin: 0; background: none; font: inherit; color: inherit }</style><div class="sb"><p style="margin: 0">N</p><p>x</p></div>',
    }),
    'marker': '<style>.m li::marker { content: "9" }</style><ul class="m"><li>N</li></ul>',
    'marker string': '<ul style="list-style-type: \'33 \'"><li>N</li></ul>',
    'letters': '<style>.l::after { content: "ext" }</style><p class="l">N</p>',
    'first line': '<style>.fl::first-line { color: transparent }</style><p class="fl">N</p>',
    'first line of the size of dust': '<style>.fz::first-line { font-size: 1px }</style><p class="fz">N</p>',
    'first line outside': '<style>.fo::first-line { color: #fff }</style><div class="fo"><div><p>N</p></div></div>',
    'first letter': '<style>.ft::first-letter { color: transparent }</style><p class="ft">N</p>',
    'digits of an element beside it': '<section>N<div style="display: inline">9</div></section>',
    'digits of an element before it': '<section><div style="display: inline">4</div>N</section>',
  },
  highlighted: {
    highlight: '<style>::highlight(page) { color: transparent }</style><p class="highlighted">N</p>',
    'highlight of a part': '<style>::highlight(page) { color: transparent }</style><p>A B <span class="highlighted">C</span> D</p>',
    'highlight of the background': '<style>::highlight(page-back) { background-color: #111 }</style><p class="highlighted-back">N</p>',
    'highlight of one digit': '<style>::highlight(page) { color: transparent }</style><p>A B 5<b class="highlighted">5</b>5 D</p>',
    'highlight in a root': '<div class="rooted"></div>',
  },
  selected: {
    'selection of a part': '<style>::selection { color: transparent; background: transparent }</style><b>A</b> B <i class="selected">C</i><wbr>D',
  },
  seenHighlighted: {
    'colour of our highlight': '<style>.oh::highlight(voiso-call) { color: transparent; background: transparent }</style><p class="oh">N</p>',
    'important colour of our highlight': '<style>.oi::highlight(voiso-call) { color: #fff !important }</style><p class="oi">N</p>',
    'background of our highlight': '<style>.ob::highlight(voiso-call) { background-color: #111 !important }</style><p class="ob">N</p>',
    'line of our highlight': '<style>.od::highlight(voiso-call) { text-decoration: line-through 24px #fff }</style><p class="od">N</p>',
    'shadow of our highlight': '<style>.os::highlight(voiso-call) { text-shadow: 0 0 #fff; color: transparent }</style><p class="os">N</p>',
    'colour of our highlight in a layer': '<style>@layer one { .ol::highlight(voiso-call) { color: transparent !important } }</style><p class="ol">N</p>',
    'colour of our highlight by id': '<style>#on#on#on::highlight(voiso-call) { color: transparent !important; background: #111 !important }</style><p id="on">N</p>',
    'fill of our highlight': '<style>.of::highlight(voiso-call) { -webkit-text-fill-color: #fff !important }</style><p class="of">N</p>',
    'stroke of our highlight': '<style>.ok::highlight(voiso-call) { -webkit-text-stroke: 20px #fff !important }</style><p class="ok">N</p>',
  },
  behind: {
    'gradient of one colour': '<p style="background: linear-gradient(#111, #111)">N</p>',
    'gradient with the colour of the text inside': '<p style="background: linear-gradient(90deg, #fff, #000); color: #777">N</p>',
    'a picture': '<p style="background: url(\'data:image/svg+xml,%3Csvg/%3E\')">N</p>',
    'background almost opaque': '<p style="background: rgb(17 17 17 / 0.97)">N</p>',
    'background in lab': '<p style="background: lab(5 0 0)">N</p>',
    'background in display-p3': '<p style="background: color(display-p3 0.066 0.066 0.066)">N</p>',
    'text in lab': '<p style="color: lab(99 0 0)">N</p>',
    'inner shadow': '<p style="box-shadow: inset 0 0 0 99px #111">N</p>',
    'inner shadow of a part': 'A B <span style="box-shadow: inset 0 0 0 99px #111">C</span> D',
    'pseudo-element below': '<style>.z1 { position: relative; z-index: 0 } .z1::before { content: ""; position: absolute; inset: 0; z-index: -1; background: #111 }</style><p class="z1">N</p>',
    'pseudo-element of an outer block': '<style>.z2 { position: relative } .z2::before { content: ""; position: absolute; inset: 0; background: #111 }</style><div class="z2"><p style="position: relative">N</p></div>',
    'sibling below': '<div style="position: absolute; inset: 0; background: #111"></div><p style="position: relative">N</p>',
    'sibling below the page': '<div style="position: absolute; z-index: -1; inset: 0; background: #111"></div><p>N</p>',
    'border image': '<p style="border: 1px solid; border-image: linear-gradient(#111, #111) 1 fill">N</p>',
    'picture below': '<img alt="" style="position: absolute; inset: 0; width: 400px; height: 26px; background: #111"><p style="position: relative">N</p>',
  },
  canvas: {
    'dark canvas': '<style>:root { color-scheme: dark } body { background: none !important } #plain { background: #fff; color: #111 }</style><p style="color: rgb(18 18 18)">N</p>',
    'its colour in Firefox': '<p style="color: rgb(28 27 34)">N</p>',
    'its colour': '<p style="color: Canvas">N</p>',
    'nearly its colour': '<p style="color: #222">N</p>',
    'a part in its colour': 'A B <span style="color: #1a1a1a">C</span> D',
  },
  firstLines: {
    'background of the first line': '<style>.fa::first-line { background: #111 }</style><p class="fa">N</p>',
    'gradient of the first line': '<style>.fb::first-line { background: linear-gradient(#111, #111) }</style><p class="fb">N</p>',
    'background of the first letter': '<style>.fc::first-letter { background: #111 }</style><p class="fc">N</p>',
    'shadow of the first line': '<style>.fd::first-line { color: #ddd; text-shadow: 60px 0 #000 }</style><p class="fd" style="color: #ddd">N</p>',
    'line through the first line': '<style>.fe::first-line { text-decoration: line-through 22px #111 }</style><p class="fe">N</p>',
    'border of the first letter': '<style>.fh::first-letter { border: 14px solid #111; border-width: 14px 9px; margin: -14px -9px }</style><p class="fh">N</p>',
    'first letter elsewhere': '<style>.fi::first-letter { margin-left: -30px }</style><p class="fi">N</p>',
  },
  decorated: {
    'line through around it': '<div style="text-decoration: line-through 24px #fff"><span>N</span></div>',
    'line through around a part': 'A B <s style="text-decoration: line-through 24px #fff"><span>C</span></s> D',
    'line through around the block': '<div style="text-decoration: line-through 24px #fff"><p>N</p></div>',
    'line through far outside': '<s style="text-decoration: line-through 24px #fff"><b><i><span>N</span></i></b></s>',
    'underline through the text': '<p style="text-decoration: underline 24px #111; text-underline-offset: -18px">N</p>',
    'thin underline through the text': '<p style="text-decoration: underline 3px #fff; text-underline-offset: -9px">N</p>',
    'underline of an outer block': '<div style="text-decoration: underline 24px #111; text-underline-offset: -18px"><span>N</span></div>',
    'thick overline': '<p style="text-decoration: overline 30px #111">N</p>',
    'spelling error': '<p style="text-decoration-line: spelling-error">N</p>',
    'underline in the colour of the background': '<p style="text-decoration: underline 3px #fff">N</p>',
  },
  shadowed: {
    'shadow in place of the text': '<span style="color: #ddd">A B </span><span style="color: #ddd; text-shadow: 36px 0 #000">C</span> <span style="color: #ddd; text-shadow: -36px 0 #000">D</span>',
    'shadow as a blot': '<p style="text-shadow: 0 0 2px #111, 2px 0 #111, -2px 0 #111, 0 2px #111, 4px 0 #111, -4px 0 #111">N</p>',
    'shadow below': '<p style="color: #ddd; text-shadow: 0 40px #000">N</p>',
    'outline inside': '<p style="outline: 20px solid #111; outline-offset: -20px">N</p>',
    'outline of a part': 'A B <span style="outline: 10px solid #fff; outline-offset: -10px">C</span> D',
    'outline of an element in it': '<p style="position: relative">N<i style="position: absolute; left: -2px; top: 12px; width: 1px; height: 1px; outline: 60px solid #fff"></i></p>',
  },
  beside: {
    'in a link that touches it': 'N<a href="#there">89</a>',
    'in another direction': '<bdi>44</bdi>N',
    'text after a space': '<b style="position: absolute; left: 132px; top: 0; font-weight: 400">89</b><div style="width: 125px">N</div>',
    'text before': '<div style="margin-left: 40px">N</div><b style="position: absolute; left: 10px; top: 0; font-weight: 400">+44</b>',
    'a field': '<span>N</span><input value="89" style="border: 0; padding: 0; font: inherit; width: 20px">',
    'a field as a flex item': '<div style="display: flex"><span>N</span><input value="89" style="border: 0; padding: 0; margin: 0; font: inherit; width: 20px"></div>',
    'a placeholder': '<span>N</span><input placeholder="89" style="border: 0; padding: 0; font: inherit; width: 20px">',
    'a button': '<span>N</span><input type="button" value="89" style="border: 0; padding: 0; background: none; font: inherit">',
    'text of a picture': '<span>N</span><img src="x:" alt="89">',
    'text of a button with a picture': '<span>N</span><input type="image" src="x:" alt="89">',
    'an iframe': '<span>N</span><iframe srcdoc="89" style="border: 0; width: 22px; height: 26px; vertical-align: bottom"></iframe>',
    'a list of options': '<span>N</span><select style="appearance: none; border: 0; padding: 0; background: none; font: inherit"><option>89</select>',
    'a text area': '<span>N</span><textarea style="border: 0; padding: 0; font: inherit; width: 20px; height: 26px; vertical-align: bottom; resize: none">89</textarea>',
    'generated text after': '<div style="width: 125px">N</div><p>x</p><p>y</p><style>.ga::before { content: "89" }</style><i class="ga" style="position: absolute; left: 126px; top: 0; font-style: normal"></i>',
    'generated text before': '<style>.gb::before { content: "+4" }</style><div style="margin-left: 18px">N</div><p>x</p><i class="gb" style="position: absolute; left: 0; top: 0; font-style: normal"></i>',
    'a marker': '<div style="margin-left: 20px">N</div><p>x</p><ol start="44" style="position: absolute; left: 18px; top: 0; padding: 0; margin: 0"><li></li></ol>',
    'a hyphen': '<p style="width: 124px; hyphenate-character: \'89\'">N\u00ad<span style="display: inline-block; width: 110px">x</span></p>',
  },
  overStrokes: {
    'left quarter of a digit': '<span style="position: relative">N<span style="position: absolute; right: 6.8px; top: 0; width: 2.1px; height: 26px; background: #fff"></span></span>',
    'the top of the digits': '<span style="position: relative">N<span style="position: absolute; left: 0; top: 0; width: 130px; height: 5px; background: #fff"></span></span>',
    'a bar behind a digit': '<span style="position: relative">N<span style="position: absolute; z-index: -1; right: 6.2px; top: 4px; width: 2px; height: 5px; background: #111"></span></span>',
    'a bar behind beside the centre': '<i style="position: absolute; left: 40px; top: 0; width: 2px; height: 26px; background: #111"></i><p style="position: relative; width: max-content">N</p>',
    'thin pseudo over tops': '<style>.tp { position: relative; width: max-content } .tp::after { content: ""; position: absolute; left: 0; top: 7px; width: 100%; height: 3px; background: #fff }</style><p class="tp">N</p>',
    'thin pseudo as a bar in a digit': '<style>.tq { position: relative; width: max-content } .tq::after { content: ""; position: absolute; right: 3px; top: 11px; width: 4px; height: 2px; background: #111 }</style><p class="tq">N</p>',
    'stroke of 1px in the colour of the background': '<span style="font-size: 11px; -webkit-text-stroke: 1px #fff">N</span>',
    'underline offset in calc': '<p style="text-decoration: underline 3px #111; text-underline-offset: calc(1% - 9px)">N</p>',
    'overline of a smaller font': '<span style="font-size: 7px; text-decoration: overline 3px #111"><span style="font-size: 16px">N</span></span>',
    'underline of a raised parent': '<u style="text-decoration: underline 3px #111"><span style="vertical-align: -8px">N</span></u>',
    'outline of its own box': '<div style="width: 60px; height: 26px; white-space: nowrap; outline: 40px solid #fff">N</div>',
    'outline of an outer box': '<div style="width: 60px; height: 26px; white-space: nowrap; outline: 40px solid #fff"><b>N</b></div>',
    'shadow of its own box': '<div style="width: 60px; height: 26px; white-space: nowrap; box-shadow: 60px 0 #111">N</div>',
    'background that ends': '<div style="background: #111; position: absolute; width: 400px; height: 26px"><div style="width: 60px; background: #fff; white-space: nowrap">N</div></div>',
    resizer: '<style>.rz::-webkit-resizer { background: #fff }</style><div class="rz" style="overflow: hidden; resize: both; width: 128px; height: 22px; white-space: nowrap">N</div>',
    ...(CSS.supports('scroll-marker-group: after') && {
      'scroll markers': '<style>.sm { overflow: auto; height: 40px; width: 200px; scroll-marker-group: after; position: relative } .sm::scroll-marker-group { position: absolute; left: 124px; top: 0; width: 40px; height: 26px } .sm p::scroll-marker { content: "89"; color: #111 }</style><div class="sm"><p>N</p><p style="height: 200px">x</p></div>',
    }),
    'a legend': '<fieldset style="border: 0; border-top: 14px solid #111; padding: 0; margin: 0"><p style="margin-top: -14px">N</p></fieldset>',
    'a picture in a border': '<p style="border: 0 solid; border-top-width: 20px; border-image: linear-gradient(#111, #111) 1; margin: 0; width: max-content; line-height: 20px"><span style="position: relative; top: -20px">N</span></p>',
    'borders of a pseudo-element': '<style>.pb { position: relative; width: max-content } .pb::after { content: ""; position: absolute; left: 60px; top: 0; border: 13px solid #fff }</style><p class="pb">N</p>',
    'outline of a pseudo-element': '<style>.po { position: relative; width: max-content } .po::after { content: ""; position: absolute; left: 70px; top: 12px; width: 1px; height: 1px; outline: 12px solid #fff }</style><p class="po">N</p>',
    'a dash of a pseudo-element': '<style>.pd { position: relative; width: max-content } .pd::after { content: "-"; position: absolute; right: 2px; top: 0 }</style><p class="pd">N</p>',
    'a raised dash': '<style>.pr::after { content: "\\a   -"; white-space: pre; line-height: 0; vertical-align: 26px }</style><p class="pr">N</p>',
    'padding of a pseudo-element below': '<style>.pp::after { content: "\\a  x x x x x"; white-space: pre; padding-top: 30px; background: #fff }</style><p class="pp">N</p>',
    'lines on each other': '<p style="line-height: 0.05; padding: 20px 0">N<br>&nbsp;&nbsp; - - - - - -</p>',
    'a moved line': '<style>.ml { position: relative; width: max-content } .ml::after { content: ""; position: absolute; left: 0; bottom: 0; width: 100%; height: 3px; background: #fff; transform: translateY(-16px) }</style><p class="ml">N</p>',
  },
  digits: {
    'bengali 4': '+1 \u09ea15 555 D',
    'bengali 7': '+1 \u09ed15 555 D',
    'arabic inside': '+1 415 55\u0665 D',
    gurmukhi: '+1 \u0a6a15 555 D',
    devanagari: '+1 \u096a15 555 D',
    'all devanagari': '+\u0967 \u096a\u0967\u096b \u096b\u096b\u096b D',
    'in a link': '<a href="tel:N">A \u09ea15 C D</a>',
  },
  links: {
    'other text': '<a href="tel:N">Next page</a>',
    'another number': '<a href="tel:N">+1 415 555 0300</a>',
    'two numbers': '<a href="tel:N">N or +1 415 555 0300</a>',
    'other digits': '<a href="tel:N">N (24/7)</a>',
    'hidden part': '<a href="tel:N">A B <span style="display: none">C</span><span style="opacity: 0">C</span> D</a>',
    'shown and hidden': '<a href="tel:N"><span style="font-size: 0">N</span><b>Next page</b></a>',
    'extension not shown': '<a href="tel:N;ext=42">N</a>',
    icon: '<a href="tel:N" style="display: inline-block; width: 24px; height: 24px; background: #26d"></a>',
    'text of a picture': '<a href="tel:N"><svg width="160" height="24"><text y="18">N</text></svg></a>',
    'number below the fold of the link': '<a href="tel:N" style="display: block; overflow: hidden; height: 26px">Next page<br>N</a>',
    'number in an invisible block': '<a href="tel:N" style="display: block"><div>Next page</div><div style="opacity: 0">N</div></a>',
  },
};

/** Show the variants of one kind in place of those of another, of which nothing is left. */
window.show = kind => {
  const main = document.querySelector('main');
  main.replaceChildren();
  for (const name of ['page', 'page-back']) CSS.highlights.delete(name);
  document.getSelection().removeAllRanges();
  scrollTo(0, 0);
  for (const [name, markup] of Object.entries(KINDS[kind])) {
    const [a, b, c, d] = ['+1', '415', '555', String(200 + main.children.length).padStart(4, '0')];
    const parts = { N: `${a} ${b} ${c} ${d}`, A: a, B: b, C: c, D: d };
    const section = document.createElement('section');
    section.dataset.name = name;
    section.dataset.number = a + b + c + d;
    section.innerHTML = markup.replace(/(<style>.*?<\/style>|style="[^"]*")|\b[NABCD]\b/g, (word, style) => style ?? parts[word]);
    main.append(section);
  }
  for (const box of document.querySelectorAll('.scrolled')) box.scrollTop = 1000;
  for (const box of document.querySelectorAll('.scrolled-left')) box.scrollLeft = 60;

  const rooted = document.querySelector('.rooted')?.attachShadow({ mode: 'open' });
  if (rooted) rooted.innerHTML = '<style>::highlight(page) { color: transparent }</style><p class="highlighted">+1 415 555 0204</p>';
  for (const [name, selector] of [['page', '.highlighted'], ['page-back', '.highlighted-back']]) {
    const ranges = [...document.querySelectorAll(selector), ...(rooted?.querySelectorAll(selector) ?? [])].map(element => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range;
    });
    if (ranges.length > 0) CSS.highlights.set(name, new Highlight(...ranges));
  }
  for (const part of document.querySelectorAll('.selected')) document.getSelection().selectAllChildren(part);
};

window.pointsOf = name => window.pointsIn(document.querySelector(`section[data-name="${name}"]`));

/** Return points on the digits of a variant, where a person may click it. */
window.pointsIn = section => {
  const points = [];
  const visit = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.shadowRoot) visit(node.shadowRoot);
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement?.localName === 'style') continue;
      for (const { index: start } of node.data.matchAll(/\d/g)) {
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + 1);
        const { x, y, width, height } = range.getBoundingClientRect();
        if (width > 0 && height > 0) points.push([x + width / 2, y + height / 2]);
      }
    }
  };
  visit(section);
  if (points.length === 0) {
    const { x, y, width, height } = section.firstElementChild.getBoundingClientRect();
    points.push([x + width / 2, y + height / 2]);
  }
  return points;
};
