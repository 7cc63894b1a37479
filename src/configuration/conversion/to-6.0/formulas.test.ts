import { describe, expect, it } from 'vitest';
import { formulaOfAggregate, newFormula } from './formulas.ts';

describe('the formula of a calculated item of 5.0', () => {
  // As the upgrade of a real 5.0 to 6.0 wrote them.
  it.each([
    [
      'last("a.b.last")+avg("expr-2.x y:a.b.last",5m)\n +  max(a.b.last,#3,1d)+count("a.b.last",10m,"a\\"b",like)',
      'last(//a.b.last)+avg(/expr-2.x y/a.b.last,5m)\n +  max(//a.b.last,#3:now-1d)+count(//a.b.last,10m,"like","a\\"b")',
    ],
    [
      'last("c[d,\\"e]f\\",[g,h]]",,1h)*100 / prev("text") + ({$A:"x(y)"}+1K)+ time("a.b.last")',
      'last(//c[d,"e]f",[g,h]],#1:now-1h)*100 / last(//text,#2) + ({$A:"x(y)"}+1K)+ time()',
    ],
    [
      'delta("a.b.last",5m)+strlen("text")+band("a.b.last",,12)+sum(h:a.b.last,{$P})',
      '(max(//a.b.last,5m)-min(//a.b.last,5m))+length(last(//text))+bitand(last(//a.b.last),12)+sum(/h/a.b.last,{$P})',
    ],
  ])('%j', (old, converted) => {
    expect(newFormula(old)).toBe(converted);
  });

  it('keeps operators before brackets and macros with functions', () => {
    expect(newFormula('last(a) and(last(b)=1) or not(last(c)) + {{#L}.regsub("(x", \\1)}')).toBe(
      'last(//a) and(last(//b)=1) or not(last(//c)) + {{#L}.regsub("(x", \\1)}',
    );
  });

  it('is none where a macro is the name of a key', () => {
    expect(newFormula('last({$KEY})')).toBeUndefined();
    expect(newFormula('last("k[{$KEY}]")')).toBe('last(//k[{$KEY}])');
  });
});

describe('the formula of an aggregate item', () => {
  it.each([
    ['grpsum["Linux servers","a.b.last",last]', 'sum(last_foreach(/*/a.b.last?[group="Linux servers"]))'],
    [
      'grpavg[["Linux servers","a\\"b"],"c[d,\\"x\\"]",avg,5m]',
      'avg(avg_foreach(/*/c[d,"x"]?[group="Linux servers" or group="a\\"b"],5m))',
    ],
    [
      'grpmax[Discovered hosts,a.b.last,max,300]',
      'max(max_foreach(/*/a.b.last?[group="Discovered hosts"],300s))',
    ],
    ['grpmin["x","a.b.last",count,{$P}]', 'min(count_foreach(/*/a.b.last?[group="x"],{$P}))'],
    ['grpmin["x","a.b.last",count,"{$P}m"]', 'min(count_foreach(/*/a.b.last?[group="x"],"{$P}m"))'],
    // The upgrade writes a period of 0, which 6.0 refuses.
    ['grpmin["x","a.b.last",last,0]', 'min(last_foreach(/*/a.b.last?[group="x"]))'],
  ])('%s', (key, formula) => {
    expect(formulaOfAggregate(key)).toBe(formula);
  });

  it.each([
    'grpmin["x","k",count,"#5"]',
    'grpmin["x","k",avg,0]',
    'grpmin["x","{$K}",last]',
    'grpmin["x"]',
    'k',
  ])('is none for %s', (key) => {
    expect(formulaOfAggregate(key)).toBeUndefined();
  });
});
