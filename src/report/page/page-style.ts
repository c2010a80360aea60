import { customProperties, dark, light } from './colours.js';

/** CSS of the page of a study: text set as in a paper, light and dark, from the width of a phone up, and on paper. */
export const pageStyle = `:root{${customProperties(light)};color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{${customProperties(dark)}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;font:17px/1.6 "Iowan Old Style","Palatino Linotype",Palatino,P052,"Source Serif 4",Georgia,serif;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
.column{max-width:66rem;margin:0 auto;padding:3rem 1.5rem 5rem}
p,li,dl,.reasons{max-width:42rem}
p{margin:.6em 0}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;padding:6px 12px;background:var(--paper);border:2px solid var(--link);z-index:9}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
a{color:var(--link);text-underline-offset:.15em}
h1,h2,h3{line-height:1.25;font-weight:600;text-wrap:balance}
h1{font-size:2.3rem;margin:.1em 0 .35em;letter-spacing:-.01em}
h2{font-size:1.55rem;margin:4rem 0 .8rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1.17rem;margin:2.2rem 0 .4rem}
.overline,nav,table,fieldset,.inputs,figcaption,.facts,.note,.reasons,.controls,.viewer,dl,summary,button,select,input,pre,code,.needs-script{font-family:"Open Sans","Segoe UI",system-ui,sans-serif}
.overline{margin:0;font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
.outcome{font-size:1.2rem;line-height:1.5}
.facts{font-size:.87rem;color:var(--soft)}
.note{margin:1rem 0;padding:.6rem 1rem;border-left:3px solid var(--edge);background:var(--raised);font-size:.87rem}
.reasons,.needs-script{font-size:.87rem;color:var(--soft)}
nav{margin:2rem 0 0;font-size:.87rem}
nav ol{columns:2;column-gap:2rem;max-width:42rem;margin:.4rem 0;padding-left:1.4rem}
nav li{padding:.1rem 0}
code,pre{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,"Liberation Mono",monospace;font-size:.82rem}
pre{margin:.8rem 0;padding:.8rem 1rem;max-height:24rem;overflow:auto;background:var(--raised);border-radius:4px;line-height:1.5}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.85rem;line-height:1.45;font-variant-numeric:tabular-nums}
caption{caption-side:top;max-width:min(42rem,calc(100vw - 2rem));text-align:left;padding:0 0 .5rem;color:var(--soft)}
thead{border-top:1.5px solid var(--ink);border-bottom:1px solid var(--edge)}
tbody{border-bottom:1.5px solid var(--ink)}
th,td{padding:.4rem 1.1rem .4rem 0;text-align:left;vertical-align:top}
th{font-weight:600}
tbody th{font-weight:400}
tbody tr+tr{border-top:1px solid var(--line)}
.number{text-align:right;white-space:nowrap}
th small,td small{display:block;color:var(--soft);font-size:.78rem}
th button{all:unset;cursor:pointer;border-radius:2px}
th button::after{content:"↕";padding-left:.3em;color:var(--soft);font-weight:400}
th[aria-sort=ascending] button::after{content:"↑";color:var(--ink)}
th[aria-sort=descending] button::after{content:"↓";color:var(--ink)}
th button:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.verdict{font:600 .95em "Open Sans","Segoe UI",system-ui,sans-serif;white-space:nowrap;color:var(--tone)}
.verdict::before{content:"";display:inline-block;width:.62em;height:.62em;margin-right:.45em;border-radius:50%;background:var(--tone)}
.supported{--tone:var(--supported)}.contradicted{--tone:var(--contradicted)}.equivalent{--tone:var(--equivalent)}.inconclusive{--tone:var(--inconclusive)}.not-measurable{--tone:var(--not-measurable)}
h3 .verdict{margin-left:.6rem;font-size:.82em}
.forest{width:100%;margin:1rem 0;table-layout:fixed}
.forest th,.forest td{padding:.28rem .9rem .28rem 0;vertical-align:middle}
.forest th:first-child{width:31%}.forest .number{width:23%}.forest th:last-child,.forest td:last-child{width:13%;padding-right:0}
.forest .deciding th{font-weight:600}
.forest .plot{position:relative;padding:0 1.1rem 0 0}
.forest small{font-weight:400}
.forest tbody tr{height:30px}.forest tbody tr+tr{border-top:0}
.regions{position:relative;display:block;height:1.4em;font-weight:400;color:var(--soft)}
.regions span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.strip{position:absolute;top:0;left:0;width:calc(100% - 1.1rem);height:100%;overflow:visible}
.strip .band{fill:var(--band)}
.strip .claimed{fill:var(--supported);opacity:.09}
.strip .zero{stroke:var(--edge);stroke-width:1}
.strip .seed{stroke:var(--tone);stroke-width:1;opacity:.6}
.strip .interval{stroke:var(--tone);stroke-width:2.5}
.strip .own{fill:var(--tone)}
.strip .guard{fill:var(--paper);stroke:var(--tone);stroke-width:2}
details{margin:1rem 0}
summary{cursor:pointer;font-size:.9rem;color:var(--link);padding:.25rem 0;width:fit-content}
figure{margin:0 0 3rem}
.sheet{overflow-x:auto;border-radius:4px}
.sheet .still{display:block;background:#fff;border-radius:4px;height:auto;width:100%;min-width:800px}
.live{transform-origin:0 0}
.live .legendtoggle{cursor:default!important}
.live image{image-rendering:pixelated}
figcaption{margin-top:.6rem;max-width:52rem;font-size:.85rem;line-height:1.55;color:var(--soft)}
figcaption strong{color:var(--ink)}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;align-items:center;margin:.8rem 0;font-size:.85rem}
.controls label{display:flex;flex-direction:column;gap:.15rem;color:var(--soft);font-size:.78rem}
.controls label.beside{flex-direction:row;gap:.4rem;font-size:.85rem;color:var(--ink)}
fieldset{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:0;padding:0;border:0;font-size:.85rem}
.of-figure{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1.5rem;margin:.5rem 0 0}
.beside{display:flex;align-items:center;gap:.4rem}
legend{float:left;padding:0 1rem 0 0;color:var(--soft)}
select,input[type=search],.button{min-height:2.1rem;max-width:100%;padding:.25rem .6rem;border:1px solid var(--edge);border-radius:4px;background:var(--paper);color:var(--ink);font-size:.87rem}
input[type=search]{width:16rem}
::placeholder{color:var(--soft);opacity:1}
.button{cursor:pointer}
.button:hover:enabled,summary:hover,th button:hover{background:var(--raised)}
.button:disabled{color:var(--soft);border-color:var(--line);cursor:default}
input[type=checkbox]{width:1.05rem;height:1.05rem;margin:0;accent-color:var(--link)}
input[type=range]{width:100%;accent-color:var(--link)}
.viewer:empty{display:none}
.viewer{margin:1.5rem 0;padding:1.2rem;border:1px solid var(--line);border-radius:6px}
.shown{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:1.2rem;margin:1rem 0}
.shown figure{margin:0}
.shown img,.pictures img{image-rendering:pixelated;display:block;background:var(--raised);border-radius:2px}
.shown img{width:100%;height:auto}
.shown figcaption{color:var(--ink)}
.shown figcaption small{display:block;color:var(--soft)}
.stops{display:flex;justify-content:space-between;gap:.5rem;font-size:.8rem;color:var(--soft)}
.stops [aria-current]{color:var(--ink);font-weight:600}
.pictures th,.pictures td{padding-right:.6rem}
.pictures td img{width:136px;height:auto}
.pictures h3{margin-top:1.6rem}
.inputs{display:flex;flex-wrap:wrap;gap:.6rem;max-width:none;margin:.8rem 0;padding:0;list-style:none}
.inputs img{width:136px;height:auto}
.inputs small{display:block;max-width:136px;color:var(--soft);font-size:.72rem}
.estimates small{display:inline;margin-left:.5em}
.measurements td,.measurements th{padding-right:1.2rem}
.measurements td,.measurements th{white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.4rem;font-size:.9rem}
dt{color:var(--soft)}
dd{margin:0}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.85rem;color:var(--soft)}
.scripts .needs-script{display:none}
@media (min-width:1500px){nav{position:fixed;top:3rem;left:max(1.5rem,calc(50vw - 46rem));width:11.5rem;margin:0}nav ol{columns:1}}
@media (max-width:700px){body{font-size:16px}.column{padding:1.5rem 1rem 3rem}h1{font-size:1.75rem}h2{margin-top:3rem}.estimates small{display:block}nav ol{columns:1}h3 .verdict{display:block;margin:.2rem 0 0}
.forest,.forest caption,.forest thead,.forest tbody,.forest tr,.forest th,.forest td{display:block}.forest thead tr{display:block}.forest thead th:not(.plot){display:none}.forest tr{padding:.35rem 0;overflow:hidden}.forest th:first-child,.forest .number,.forest td:last-child{width:auto}.forest .plot{padding:0;width:100%!important}.forest td.plot{height:30px;margin:.15rem 0}.strip{width:100%}.forest tbody tr{height:auto}.forest .number{float:left;text-align:left}.forest td:last-child{float:right}
.stops span:not([aria-current]){font-size:0}.stops span:not([aria-current])::before{content:"·";font-size:1rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
/* Figures for a phone have no title of their own. */
@media (max-width:631px){.scripts .figure h3{position:static;width:auto;height:auto;clip-path:none;white-space:normal}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{transition:none!important;animation:none!important}}
@media print{:root{${customProperties(light)}}body{font-size:10.5pt}.column{max-width:none;padding:0}nav,.skip,.viewer,.controls,#measurements,.to-table,.of-figure,.needs-script{display:none}.sheet .still{display:block!important;min-width:0}.live{display:none}.sheet{height:auto!important;overflow:visible}pre{max-height:none;white-space:pre-wrap}figure,tr{break-inside:avoid}th button::after{content:none}.verdict::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}h2,h3{break-after:avoid}.scroll{overflow:visible}}`;
