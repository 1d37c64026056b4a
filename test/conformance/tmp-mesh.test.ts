import { readFileSync } from 'node:fs';
import { meshCases } from '../../src/radiomics/compatibility/pyradiomics/mesh-cases.js';
import { areaVector } from '../../src/radiomics/geometry/cube-cases.js';
test('mesh', () => {
  const src = readFileSync('/tmp/prsrc/pyradiomics-3.0.1/radiomics/src/cshape.c', 'utf8');
  const body = src.slice(src.indexOf('triTable[128][16] = {') + 21); const rows = [...body.matchAll(/\{([^{}]*)\}/g)].slice(0, 128).map((m) => (m[1] ?? '').split(',').map(Number));
  const V = [[0,0,.5],[0,.5,1],[0,1,.5],[0,.5,0],[1,0,.5],[1,.5,1],[1,1,.5],[1,.5,0],[.5,0,0],[.5,0,1],[.5,1,1],[.5,1,0]].map(([z, y, x]) => [x, y, z]);
  const ang = [[0,0,0],[0,0,1],[0,1,1],[0,1,0],[1,0,0],[1,0,1],[1,1,1],[1,1,0]];
  const out: string[] = [];
  for (let code = 1; code < 255; code++) {
    let idx = 0; ang.forEach(([z, y, x]: any, i) => { if ((code >> (x + 2 * y + 4 * z)) & 1) idx |= 1 << i; });
    const flip = (idx & 128) !== 0; if (flip) idx ^= 255;
    const r: number[] = rows[idx] as number[]; const t: any[] = []; for (let k = 0; r[k]! >= 0 && k < 15; k += 3) t.push([V[r[k]!], V[r[k + 1]!], V[r[k + 2]!]]);
    const key = (ts: any) => ts.map((tri: any) => tri.map((p: any) => p.join()).sort().join(' ')).sort().join(' | ');
    const stat = (ts: any, s: number[]) => ts.reduce((A: number, q: any) => { const a: any = areaVector(q); return A + Math.hypot(a[0] * s[1]! * s[2]!, a[1] * s[0]! * s[2]!, a[2] * s[0]! * s[1]!); }, 0);
    const vec = (ts: any) => ts.map(areaVector).reduce((a: any, v: any) => a.map((x: number, i: number) => x + v[i]), [0, 0, 0]);
    const det = ([a, b, c]: any) => a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    const d = (ts: any) => ts.reduce((s: number, q: any) => s + det(q), 0);
    const sgn = flip ? 1 : -1; // zyx -> xyz flips
    const vt = vec(t).map((x: number) => x * sgn), vo = vec(meshCases[code]);
    const bad = [];
    for (const s of [[1, 1, 1], [1, 2, 3], [3, 1, 2], [2, 1.3, .7]]) if (Math.abs(stat(t, s) - stat(meshCases[code], s)) > 1e-9) bad.push('area ' + s.join());
    if (vt.some((x: number, i: number) => Math.abs(x - vo[i]) > 1e-9)) bad.push('vec ' + vt.join() + ' / ' + vo.join());
    if (Math.abs(sgn * d(t) - d(meshCases[code])) > 1e-9) bad.push('det ' + sgn * d(t) + ' / ' + d(meshCases[code]));
    if (bad.length) out.push(`${code} idx ${idx} flip ${flip} ${bad.join('; ')}\n   ${key(t)}\n   ${key(meshCases[code])}`);
  }
  console.log(out.length + '\n' + out.join('\n'));
});
