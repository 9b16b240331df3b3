import fc from 'fast-check';
import { safeContentType, safeFilename } from './attachment-name.js';

describe('an attachment’s name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Notulen één 会議.docx', 'Notulen één 会議.docx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.txt', 'a.txt'],
    ['.bashrc', 'bashrc'],
    ['..', 'attachment-1.pdf'],
    ['', 'attachment-1.pdf'],
    ['a/', 'attachment-1.pdf'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['a\r\nX-Header: b', 'a  X-Header_ b'],
    ['a\0.pdf', 'a .pdf'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a<b>c|d?e*f"g', 'a_b_c_d_e_f_g'],
    ['name. . .', 'name'],
    [`${'x'.repeat(500)}.pdf`, `${'x'.repeat(196)}.pdf`],
    ['x'.repeat(500), 'x'.repeat(200)],
  ])('%j is offered as %j', (declared, offered) => {
    expect(safeFilename(declared, 'application/pdf', 0)).toBe(offered);
  });

  it('is never a path, never empty, never long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (declared) => {
        const name = safeFilename(declared, 'x/y', 3);
        expect(name).toMatch(/^[^/\\\0-\x1f]{1,201}$/u);
        expect(name).not.toMatch(/^\.+$/);
      }),
    );
  });
});

describe('an attachment’s type', () => {
  it.each([
    ['Application/PDF', 'application/pdf'],
    ['application/vnd.ms-excel', 'application/vnd.ms-excel'],
    ['', 'application/octet-stream'],
    ['text/html\r\nX: y', 'application/octet-stream'],
    ['text', 'application/octet-stream'],
    [`x/${'y'.repeat(200)}`, 'application/octet-stream'],
  ])('%j is served as %j', (declared, served) => {
    expect(safeContentType(declared)).toBe(served);
  });
});
