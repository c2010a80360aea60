/** CSS of the page of a notebook: light and dark, from the width of a phone up, and on paper. */
export const pageStyle = `:root{--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--raised:#f6f8fa;--link:#0a5ea8;--keyword:#8a2d7f;--string:#0a5c36;--number:#9a4a00;--failure:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa5b1;--line:#30363d;--paper:#0d1117;--raised:#161b22;--link:#6cb6ff;--keyword:#e0a3d8;--string:#8fd6a8;--number:#f2b37e;--failure:#ff9a91}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:960px;padding:32px 24px 64px;font:16px/1.6 "Open Sans","Segoe UI",system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;padding:6px 12px;background:var(--paper);border:2px solid var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
h1{font-size:30px;line-height:1.25;margin:0 0 16px}
h2{font-size:22px;line-height:1.3;margin:40px 0 8px}
h3{font-size:18px;line-height:1.35;margin:28px 0 8px}
a{color:var(--link)}
nav{margin-bottom:24px;padding:8px 14px;border:1px solid var(--line);border-radius:8px}
nav summary{cursor:pointer;font-weight:600}
nav ul{margin:8px 0;padding:0;list-style:none}
nav .level-3{padding-left:20px}
code,pre{font:13px/1.5 ui-monospace,"SFMono-Regular",Menlo,Consolas,"Liberation Mono",monospace}
p code,li code,td code,h1 code,h2 code,h3 code{padding:1px 4px;border-radius:4px;background:var(--raised);font-size:.9em}
pre{margin:0;padding:10px 14px;overflow-x:auto;white-space:pre}
.text pre,.raw{margin:12px 0;border-radius:6px;background:var(--raised)}
.cell{margin:20px 0}
.source{position:relative;border:1px solid var(--line);border-left:3px solid var(--link);border-radius:6px;background:var(--raised)}
.source pre{padding-right:48px}
.count{position:absolute;right:12px;top:10px;color:var(--soft);font:12px/1.5 ui-monospace,Menlo,Consolas,monospace}
.comment{color:var(--soft);font-style:italic}
.keyword{color:var(--keyword)}
.string{color:var(--string)}
.number{color:var(--number)}
.outputs{margin-top:8px}
.outputs>*{margin:8px 0}
.result,.stdout{white-space:pre-wrap}
.stderr{white-space:pre-wrap;border-left:3px solid var(--number)}
.failure{white-space:pre-wrap;border-left:3px solid var(--failure);color:var(--failure)}
.missing{color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:15px;font-variant-numeric:tabular-nums}
th,td{padding:5px 12px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:600}
figure{margin:0}
img{max-width:100%;height:auto}
figure img{display:block;padding:4px;border-radius:6px;background:#fff}
figcaption{margin-top:6px;color:var(--soft);font-size:14px}
blockquote{margin:12px 0;padding:2px 16px;border-left:3px solid var(--line);color:var(--soft)}
iframe{display:block;width:100%;height:20em;border:1px solid var(--line);border-radius:6px;background:#fff;color-scheme:light;resize:vertical}
@media (max-width:600px){body{padding:16px 12px 40px}h1{font-size:25px}.source pre{padding-right:14px}.count{display:none}}
@media print{nav,.skip{display:none}pre{white-space:pre-wrap}.cell{break-inside:avoid}}`;
