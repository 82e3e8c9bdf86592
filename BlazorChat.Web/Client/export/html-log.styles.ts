/** A style attribute would need a policy that allows them all: so many classes of colour instead. */
export const hueStep = 30;

const hues = Array.from({ length: 360 / hueStep }, (_, i) => `.h${i}{background:oklch(.5 .1 ${i * hueStep + hueStep / 2})}`).join('');

/** The chat's own colours (look.md) in light and dark. Long logs are laid out as they come into sight. */
export const htmlStyles = `
:root{color-scheme:light dark;--bg:#FFFFFF;--own:#DDE7FB;--text:#1B2330;--muted:#566173;--primary:#2457C5;--border:#D5DAE2}
@media(prefers-color-scheme:dark){:root{--bg:#1A1F28;--own:#22365F;--text:#E6EAF1;--muted:#A3AEBF;--primary:#8AB0FF;--border:#323B49}}
*{box-sizing:border-box;margin:0}
html{background:var(--bg);color:var(--text);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
body,header,main{max-width:960px;margin-inline:auto}
header{padding:24px 20px 12px;border-block-end:1px solid var(--border)}
h1{font-size:20px;line-height:1.25;overflow-wrap:anywhere}
header p,.notice,.mark{color:var(--muted);font-size:13px;overflow-wrap:anywhere}
header p{margin-block-start:4px}
main{padding:0 12px 32px}
h2{display:flex;align-items:center;gap:12px;margin:20px 8px 4px;font-size:13px;color:var(--muted)}
h2::before,h2::after{content:"";flex:1;border-top:1px solid var(--border)}
article{position:relative;display:grid;grid-template-columns:36px minmax(0,1fr);column-gap:12px;padding:2px 8px;content-visibility:auto;contain-intrinsic-size:auto 28px}
article>div{grid-column:2;min-width:0}
.own{background:color-mix(in srgb,var(--own) 70%,var(--bg))}
.avatar{display:grid;place-items:center;grid-row:1;width:36px;height:36px;margin-block-start:3px;border-radius:8px;color:#fff;font-size:14px;font-weight:600}
.name{font-weight:650;overflow-wrap:anywhere}
time{color:var(--muted);font-size:12px;font-variant-numeric:tabular-nums;white-space:nowrap}
.more{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;text-align:start}
.text ul,.text ol{padding:0;white-space:normal}
.text li{margin-inline-start:1.8em;white-space:pre-wrap}
.text pre,.text code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em;tab-size:4}
.text :not(pre)>code{padding:1px 4px;border-radius:4px;background:color-mix(in srgb,var(--text) 9%,transparent)}
.text pre{margin-block:4px;padding:8px 12px;border:1px solid var(--border);border-radius:8px;overflow-x:auto;white-space:pre;overflow-wrap:normal}
.text pre code{font-size:inherit}
.text blockquote{padding-inline-start:10px;border-inline-start:3px solid var(--border);color:var(--muted)}
.text a,.text bdi{unicode-bidi:isolate}
.notice{padding:4px 8px 4px 56px}
[dir=rtl] .notice{padding:4px 56px 4px 8px}
a{color:var(--primary)}
${hues}
@media(max-width:640px){main{padding-inline:4px}}
@media print{article{content-visibility:visible}}
`;
