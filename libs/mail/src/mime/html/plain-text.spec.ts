import fc from 'fast-check';
import { plainTextOf, textOfHtml } from './plain-text.js';

describe('the text of HTML', () => {
  it.each([
    ['<p>a</p><p>b<br>c</p>', 'a\n\nb\nc'],
    ['<ul><li>a<li>b</ul>', 'a\nb'],
    ['a\n   b', 'a b'],
    ['1 < 2 &amp;&lt; &#8364; &#x41; &nbsp;x &unknown; &#0;&#xd800;&#9999999;', '1 < 2 &< € A  x &unknown; ���'],
    ['<head><title>t</title></head>x', 'x'],
    ['<head><title>t</title><body>x', 'x'],
    ['a<script>if (a<b) "</p>"</script>b', 'ab'],
    ['a<style>never closed', 'a'],
    ['a<!-- b -->c', 'ac'],
    ['a<p', 'a'],
    ['&amp;lt;', '&lt;'],
  ])('%s', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('never throws, never grows', () => {
    const piece = fc.constantFrom('<', '>', '<p>', '</', '<!--', '-->', '<script', '</script', '<head>', '&', '&#1', ';', 'x', ' ', '\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => {
        const html = pieces.join('');
        expect(textOfHtml(html).length).toBeLessThanOrEqual(html.length);
      }),
    );
  });
});

describe('the plain text of a message', () => {
  it.each([
    [{ text: 'own', html: '<p>other</p>' }, 'own'],
    [{ text: ' \n', html: '<p>other</p>' }, 'other'],
    [{ html: '<p>other</p>' }, 'other'],
    [{}, ''],
  ])('%j', (message, text) => {
    expect(plainTextOf(message)).toBe(text);
  });
});
