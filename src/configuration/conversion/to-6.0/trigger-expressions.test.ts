import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newExpression, withExpressionMacros } from './trigger-expressions.ts';

/** Each as the upgrade of a real 5.0 to 6.0 wrote it. */
const FUNCTIONS: readonly (readonly [string, string])[] = [
  ['abschange()', 'abs(change(/h/k))'],
  ['abschange(0)', 'abs(change(/h/k))'],
  ['change()', 'change(/h/k)'],
  ['change(x)', 'change(/h/k)'],
  ['avg(5m)', 'avg(/h/k,5m)'],
  ['avg(#3)', 'avg(/h/k,#3)'],
  ['avg(300)', 'avg(/h/k,300s)'],
  ['avg("300")', 'avg(/h/k,300s)'],
  ['avg(5m,1d)', 'avg(/h/k,5m:now-1d)'],
  ['avg(5m,86400)', 'avg(/h/k,5m:now-86400s)'],
  ['avg({$P},{$S})', 'avg(/h/k,{$P}:now-{$S})'],
  ['sum(#5,"1d")', 'sum(/h/k,#5:now-1d)'],
  ['delta(5m)', '(max(/h/k,5m)-min(/h/k,5m))'],
  ['delta(#3,1h)', '(max(/h/k,#3:now-1h)-min(/h/k,#3:now-1h))'],
  ['diff()', '(last(/h/k,#1)<>last(/h/k,#2))'],
  ['diff(0)', '(last(/h/k,#1)<>last(/h/k,#2))'],
  ['prev()', 'last(/h/k,#2)'],
  ['last()', 'last(/h/k)'],
  ['last(0)', 'last(/h/k)'],
  ['last(5m)', 'last(/h/k)'],
  ['last(#3)', 'last(/h/k,#3)'],
  ['last(#3,1d)', 'last(/h/k,#3:now-1d)'],
  ['last(0,1d)', 'last(/h/k,#1:now-1d)'],
  ['last(,1d)', 'last(/h/k,#1:now-1d)'],
  ['last(,86400)', 'last(/h/k,#1:now-86400s)'],
  ['last({$L})', 'last(/h/k,{$L})'],
  ['last("#3")', 'last(/h/k,#3)'],
  ['last({$L},1h)', 'last(/h/k,{$L}:now-1h)'],
  ['strlen()', 'length(last(/h/k))'],
  ['strlen(#2)', 'length(last(/h/k,#2))'],
  ['strlen(0)', 'length(last(/h/k))'],
  ['strlen(#2,1h)', 'length(last(/h/k,#2:now-1h))'],
  ['band(,12)', 'bitand(last(/h/k),12)'],
  ['band(#2,12)', 'bitand(last(/h/k,#2),12)'],
  ['band(0,12)', 'bitand(last(/h/k),12)'],
  ['band(,12,1h)', 'bitand(last(/h/k,#1:now-1h),12)'],
  ['band(#2,{$M})', 'bitand(last(/h/k,#2),{$M})'],
  ['band(,"12")', 'bitand(last(/h/k),12)'],
  ['fuzzytime(60)', 'fuzzytime(/h/k,60s)'],
  ['fuzzytime(1m)', 'fuzzytime(/h/k,1m)'],
  ['fuzzytime({$T})', 'fuzzytime(/h/k,{$T})'],
  ['nodata(5m)', 'nodata(/h/k,5m)'],
  ['nodata(300)', 'nodata(/h/k,300s)'],
  ['nodata(5m,strict)', 'nodata(/h/k,5m,"strict")'],
  ['nodata({$N})', 'nodata(/h/k,{$N})'],
  ['nodata(30s,"strict")', 'nodata(/h/k,30s,"strict")'],
  ['percentile(5m,,95)', 'percentile(/h/k,5m,95)'],
  ['percentile(5m,1d,95)', 'percentile(/h/k,5m:now-1d,95)'],
  ['percentile(#5,,{$PC})', 'percentile(/h/k,#5,{$PC})'],
  ['timeleft(1h,,0)', 'timeleft(/h/k,1h,0)'],
  ['timeleft(1h,1d,100,linear)', 'timeleft(/h/k,1h:now-1d,100,"linear")'],
  ['timeleft(1h,,{$X},polynomial3)', 'timeleft(/h/k,1h,{$X},"polynomial3")'],
  ['forecast(1h,,30m)', 'forecast(/h/k,1h,30m)'],
  ['forecast(1h,1d,1800,linear)', 'forecast(/h/k,1h:now-1d,1800s,"linear")'],
  ['forecast(1h,,30m,polynomial2,avg)', 'forecast(/h/k,1h,30m,"polynomial2","avg")'],
  ['forecast(1h,,30m,,max)', 'forecast(/h/k,1h,30m,"","max")'],
  ['forecast(#10,,{$F},"exponential")', 'forecast(/h/k,#10,{$F},"exponential")'],
  ['count(5m)', 'count(/h/k,5m)'],
  ['count(5m,12)', 'count(/h/k,5m,,"12")'],
  ['count(5m,12,gt)', 'count(/h/k,5m,"gt","12")'],
  ['count(5m,12,band)', 'count(/h/k,5m,"bitand","12")'],
  ['count(5m,"6/7",band)', 'count(/h/k,5m,"bitand","6/7")'],
  ['count(#10,,,1d)', 'count(/h/k,#10:now-1d,,"")'],
  ['count(5m,,,1d)', 'count(/h/k,5m:now-1d,,"")'],
  ['count(600,0,,86400)', 'count(/h/k,600s:now-86400s,,"0")'],
  ['count(5m,"a\\"b",like)', 'count(/h/k,5m,"like","a\\"b")'],
  ['count(5m,error,regexp)', 'count(/h/k,5m,"regexp","error")'],
  ['count(5m,"error, \\\\d+",iregexp,1h)', 'count(/h/k,5m:now-1h,"iregexp","error, \\\\d+")'],
  ['count(5m,"")', 'count(/h/k,5m,,"")'],
  ['count({$P},{$V},{$O})', 'count(/h/k,{$P},"{$O}","{$V}")'],
  ['count(5m,"",ne)', 'count(/h/k,5m,"ne","")'],
  ['count(5m,,ne)', 'count(/h/k,5m,"ne","")'],
  ['str(abc)', 'find(/h/k,,"like","abc")'],
  ['str("abc")', 'find(/h/k,,"like","abc")'],
  ['str(abc,5m)', 'find(/h/k,5m,"like","abc")'],
  ['str("a,b",#3)', 'find(/h/k,#3,"like","a,b")'],
  ['str()', 'find(/h/k,,"like")'],
  ['str("",5m)', 'find(/h/k,5m,"like","")'],
  ['regexp("^err\\\\d")', 'find(/h/k,,"regexp","^err\\\\d")'],
  ['regexp(^err\\d,300)', 'find(/h/k,300s,"regexp","^err\\d")'],
  ['iregexp({$R})', 'find(/h/k,,"iregexp","{$R}")'],
  ['iregexp("{$R}x",#2)', 'find(/h/k,#2,"iregexp","{$R}x")'],
  ['str(a b c )', 'find(/h/k,,"like","a b c ")'],
  ['str( abc)', 'find(/h/k,,"like","abc")'],
  ['logeventid(^1$)', 'logeventid(/h/k,,"^1$")'],
  ['logeventid("10|20")', 'logeventid(/h/k,,"10|20")'],
  ['logseverity()', 'logseverity(/h/k)'],
  ['logseverity(0)', 'logseverity(/h/k)'],
  ['logsource(abc)', 'logsource(/h/k,,"abc")'],
  ['logsource("{$S} x")', 'logsource(/h/k,,"{$S} x")'],
];

describe('a trigger expression of 5.0', () => {
  it.each(FUNCTIONS)('has %s as %s', (old, converted) => {
    expect(newExpression(`{h:k.${old}}<>0`)).toBe(`${converted}<>0`);
  });

  it('takes host and key from the item that it stands in', () => {
    const inside = { host: 'a host', key: 'net.if.in[eth0,"x]"]' };
    expect(newExpression('{avg(5m)}>{last()}', inside)).toBe(
      'avg(/a host/net.if.in[eth0,"x]"],5m)>last(/a host/net.if.in[eth0,"x]"])',
    );
  });

  it('tells a key with dots from its function, and a key with brackets from what is in them', () => {
    expect(newExpression('{h.x:a.last.b.last()}=1')).toBe('last(/h.x/a.last.b)=1');
    expect(newExpression('{h:c[d,"e]f",[g,h]].last(#2)}=1')).toBe('last(/h/c[d,"e]f",[g,h]],#2)=1');
    expect(newExpression('{h:c["{#A}",a"b].last()}=1')).toBe('last(/h/c["{#A}",a"b])=1');
  });

  it('names a host that only functions of time named by a part that is never true', () => {
    expect(newExpression('{a:x.time()}>000000 and {b:y.last()}=1')).toBe(
      '(time()>000000 and last(/b/y)=1) or (last(/a/x)<>last(/a/x))',
    );
    expect(newExpression('{a:x.time()}>1 and {b:y.date()}=2')).toBe(
      '(time()>1 and date()=2) or (last(/a/x)<>last(/a/x)) or (last(/b/y)<>last(/b/y))',
    );
    expect(newExpression('{a:x.time()}>1 and {a:y.nodata(5m)}=0')).toBe('time()>1 and nodata(/a/y,5m)=0');
  });

  it('keeps macros, contexts that look like functions, and all else', () => {
    expect(
      newExpression(
        '{h:k.last()}>{$M:"{a:b.c()}"} and\r\n {TRIGGER.VALUE}=0 or {#L}<{{#L}.regsub("a", \\1)}',
      ),
    ).toBe('last(/h/k)>{$M:"{a:b.c()}"} and\r\n {TRIGGER.VALUE}=0 or {#L}<{{#L}.regsub("a", \\1)}');
  });

  it('stays as it is where it is of 6.0 already', () => {
    const parts = fc.constantFrom(
      ...FUNCTIONS.map(([, converted]) => converted),
      '{$M}',
      '{#L:"x"}',
      '{TRIGGER.VALUE}',
    );
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1 }), (all) => {
        const expression = all.join(' or ');
        expect(newExpression(expression)).toBe(expression);
      }),
    );
  });

  it('is converted part by part', () => {
    const parts = fc.constantFrom(...FUNCTIONS);
    const between = fc.constantFrom(' and ', '\n or ', '>{$M:"}"}+', '*{TRIGGER.VALUE}-');
    fc.assert(
      fc.property(fc.array(fc.tuple(parts, between), { minLength: 1 }), (all) => {
        const old = all.map(([[call], text]) => `{h:k.${call}}${text}`).join('');
        expect(newExpression(old)).toBe(all.map(([[, converted], text]) => `${converted}${text}`).join(''));
      }),
    );
  });
});

describe('a text with functions as macros', () => {
  it('has them as expression macros', () => {
    expect(
      withExpressionMacros(
        '{a b:k.x.avg(1h)} {{HOST.HOST}:k.max(10,1h)} {{HOSTNAME2}:t[1].last(#2)} {HOST.NAME} {$M}',
      ),
    ).toBe('{?avg(/a b/k.x,1h)} {?max(//k,10s:now-1h)} {?last(/{HOST.HOST2}/t[1],#2)} {HOST.NAME} {$M}');
  });

  it('stays as it is otherwise', () => {
    for (const text of ['{last()}', 'a {b:c} {d:e.f(}', '{a:b.c(x)', '{:k.last()}', '{$M:a.last()}']) {
      expect(withExpressionMacros(text)).toBe(text);
    }
  });
});
