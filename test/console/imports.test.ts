import { readFile } from 'node:fs/promises';
import { bookOf, textRow } from '../features/imports/reading/xlsx/workbooks';
import { useOrganizationPerTest, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf, reachByKeyboard } from '../support/clients/browser';
import { applyImport, checkFile, untilState } from '../support/clients/imports';
import { engines } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

inChromium('the pages of imports', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganizationPerTest(app);

  const openTab = (userId: number, path: string, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, { id: userId, organizationId: organization.id }, path, options);
  const csv = (lines: string, encoding: BufferEncoding = 'utf8') => ({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines, encoding),
  });
  const cityOfMember = async (): Promise<string | null> => {
    const { user } = await organization.owner.data('query ($id: ID!) { user(id: $id) { city } }', {
      id: String(organization.memberId),
    });
    return user.city;
  };

  it('change users by a file and undo it, worked by the keyboard alone', async () => {
    const { page, complaints, close } = await openTab(organization.adminId, '/imports');
    await page.waitForSelector('text=No imports yet.');
    await page.waitForSelector('text=Choose a file first.');
    expect(await accessibilityFaults(page)).toEqual([]);
    const press = async (selector: string, text?: string): Promise<void> => {
      await page.waitForSelector(text ? `${selector}:enabled:has-text("${text}")` : selector);
      if (text) await page.evaluate(markButton, text);
      await reachByKeyboard(page, text ? '[data-wanted]' : selector);
      await page.keyboard.press('Enter');
    };

    const chooser = page.waitForEvent('filechooser');
    await reachByKeyboard(page, 'input[type=file]');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(csv('Username,Town,Shoe size,Status\nmember,Porto,40,\nadmin,Faro,41,Gone\n'));
    await press('button', 'Upload and check');

    // One of the two that are not known has a suggestion.
    await page.waitForSelector('[role=status]:has-text("1 of 4 headers needs a decision")');
    await page.waitForSelector('text=Suggested');
    const refusal = page.locator('button:disabled:has-text("Check the file")');
    expect(await page.locator(`[id="${await refusal.getAttribute('aria-describedby')}"]`).textContent()).toBe(
      'Still without a decision: Shoe size.',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await reachByKeyboard(page, '[aria-label="Column for Shoe size"]');
    await page.keyboard.type('New custom');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[aria-label="Name of the new custom property for Shoe size"]');
    await page.waitForSelector('[role=status]:has-text("4 of 4 headers are mapped")');
    await page.fill('text=Save this mapping as', 'Old system');
    await press('button', 'Check the file');

    await page.waitForSelector('[role=tab][aria-selected=true]:has-text("Errors 1")');
    await page.waitForSelector('td:has-text("Gone")');
    expect(await accessibilityFaults(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await press('button', 'Error file');
    expect(await readFile(await (await download).path(), 'utf8')).toContain('admin,Faro');
    await reachByKeyboard(page, '[role=tab][aria-selected=true]');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('tr:has-text("member"):has-text("Town") ins:has-text("Porto")');
    await press('button', 'Apply 1 row');
    await page.waitForSelector('text=1 row changed');
    expect(await cityOfMember()).toBe('Porto');

    await press('button', 'Undo import');
    await page.waitForSelector('text=Undoes what people.csv has changed');
    await page.waitForSelector('tr:has-text("member") del:has-text("Porto")');
    await press('button', 'Apply 1 row');
    await page.waitForSelector('text=1 row changed');
    expect(await cityOfMember()).toBeNull();

    await page.click('text=← Import');
    await page.waitForSelector('tr:has-text("Undo of people.csv"):has-text("Completed")');
    await page.setInputFiles('input[type=file]', csv('Username,Town,Shoe size,Status\nmember,Faro,39,\n'));
    await page.selectOption('label:has-text("Saved mapping") + div select', 'Old system');
    await page.click('text=Upload and check');
    await page.waitForSelector('text=4 of 4 headers are mapped');
    await page.waitForSelector('text=Apply 1 row');

    await page.goto(`${app.url}/imports`);
    await page.selectOption('label:has-text("Saved mapping") + div select', 'Old system');
    await page.click('button:has-text("Delete mapping")');
    await page.waitForSelector('text=Old system is deleted for everyone');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('[role=dialog] button:has-text("Delete mapping")');
    await page.waitForSelector('text=Saved mapping', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('read a file again in the encoding in which its rows read well', async () => {
    const { page, close } = await openTab(organization.ownerId, '/imports');
    await page.setInputFiles('input[type=file]', csv('Username,City\nmember,Málaga\n', 'latin1'));
    await page.click('text=Upload and check');
    await page.click('div:has(> pre:has-text("Málaga")) >> text=/Read as Windows-1252/');
    await page.waitForSelector('ins:has-text("Málaga")');
    await page.click('button:text-is("Change")');
    await page.click('text=Read the file in another way');
    await page.selectOption('label:has-text("Dates") + div select', 'DAY_MONTH_YEAR');
    await page.click('text=Read again');
    await waitFor('the dates to be read in another order', async () => {
      const { imports } = await organization.owner.data('{ imports { nodes { dateOrder state } } }');
      return imports.nodes[0].dateOrder === 'DAY_MONTH_YEAR' && imports.nodes[0].state === 'READY';
    });
    await page.waitForSelector('ins:has-text("Málaga")');
    await close();
  }, 120_000);

  it('offer the sheets of a workbook by their names', async () => {
    const { page, complaints, close } = await openTab(organization.ownerId, '/imports');
    const people = textRow('Username', 'City') + textRow('member', 'Porto');
    const buffer = await bookOf({
      sheets: { Notes: '', 'Gäste & Co': people, Users: people.replace('Porto', 'Faro') },
    });
    await page.setInputFiles('input[type=file]', { name: 'people.xlsx', mimeType: 'application/zip', buffer });
    await page.click('text=Upload and check');
    await page.waitForSelector('text=The sheet "Notes" has no header');
    const sheets = page.locator('label:has-text("Sheet") + div select');
    expect(await sheets.locator('option').allTextContents()).toEqual(['Choose…', 'Notes', 'Gäste & Co', 'Users']);
    expect(await accessibilityFaults(page)).toEqual([]);
    await sheets.selectOption('Gäste & Co');
    await page.click('text=Read again');
    await page.waitForSelector('ins:has-text("Porto")');
    // The step stays open, with its form.
    expect(await sheets.inputValue()).toBe('Gäste & Co');
    app.clock.advance(1000);
    await sheets.selectOption('Users');
    await page.click('text=Read again');
    await page.waitForSelector('ins:has-text("Faro")');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('offer the orders in which dates can be read, and keep the step open that reads the file again', async () => {
    const { page, complaints, close } = await openTab(organization.ownerId, '/imports', {
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    const file = csv('Username,Date created\none,03/04/2026\ntwo,25/04/2026\n');
    await page.setInputFiles('input[type=file]', file);
    await page.check('text=Create records that do not exist yet');
    await page.click('text=Upload and check');
    const orders = page.locator('section[aria-label=Dates] button');
    await orders.nth(1).waitFor();
    // Both dates can have the first order, and one of them the other.
    expect(await orders.allTextContents()).toEqual([
      'Read as Day, month, year (30.11.2026)',
      'Read as Month, day, year (11/30/2026)',
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await orders.first().click();
    await page.waitForSelector('[role=tab]:has-text("New 2")');
    expect(await orders.count()).toBe(0);

    await page.click('button:text-is("Change")');
    await page.click('text=Read the file in another way');
    await page.waitForSelector('text=Change one of these choices first.');
    await page.selectOption('label:has-text("Dates") + div select', 'MONTH_DAY_YEAR');
    app.gate.hold();
    await page.click('text=Read again');
    // The plan before stays in view, but nothing of it can be used.
    await page.waitForSelector('[inert][aria-busy=true] [role=tab]:has-text("New 2")');
    await page.waitForSelector('[inert] td:has-text("two")');
    app.gate.release();
    await page.waitForSelector('[role=tab]:has-text("Errors 1")');
    expect(await page.locator('[inert] [role=tab]').count()).toBe(0);
    expect(await page.locator('details[open] button:has-text("Read again")').count()).toBe(1);
    expect(await page.inputValue('label:has-text("Dates") + div select')).toBe('MONTH_DAY_YEAR');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('give a file to edit that comes back unchanged, also with texts that Excel would cut', async () => {
    const { owner, memberId } = organization;
    const change = 'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }';
    await owner.data(change, { input: { id: String(memberId), bio: 'x'.repeat(40_000) } });
    const { page, complaints, close } = await openTab(organization.ownerId, '/imports');
    const fileOf = async (button: string): Promise<string> => {
      const download = page.waitForEvent('download');
      await page.click(`button:has-text("${button}")`);
      const file = await download;
      await file.saveAs(`${await file.path()}-${file.suggestedFilename()}`);
      await page.keyboard.press('Escape');
      return `${await file.path()}-${file.suggestedFilename()}`;
    };
    await page.setInputFiles('input[type=file]', await fileOf('Get a file to edit (CSV)'));
    await page.click('text=Upload and check');
    await page.waitForSelector('text=The file changes nothing.');
    await page.click('text=← Import');
    await page.setInputFiles('input[type=file]', await fileOf('Get it as an Excel file'));
    await page.click('text=Upload and check');
    await page.waitForSelector('[role=tab]:has-text("Errors 1")');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('say why a file cannot be imported, and which import does not exist', async () => {
    const { page, close } = await openTab(organization.ownerId, '/imports');
    await page.setInputFiles('input[type=file]', csv('City\nPorto\n'));
    await page.click('text=Upload and check');
    await page.waitForSelector('[role=alert]:has-text("Username")');
    await page.goto(`${app.url}/imports/999999`);
    await page.waitForSelector('text=There is no such import');
    await close();
  }, 120_000);

  it('list changes with a warning, and take over the decisions of an import that is corrected', async () => {
    const { owner } = organization;
    const change = 'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }';
    await owner.data(change, { input: { id: String(organization.memberId), phone: '007' } });
    const { page, complaints, close } = await openTab(organization.ownerId, '/imports');
    const file = csv('Login,Phone,City,Team\nmember,7,Porto,\nadmin,,Faro,#REF!\n');
    const mapping = [{ header: 'Login', column: 'username' }];
    const { id } = await checkFile(owner, file.buffer, { mapping });
    await page.goto(`${app.url}/imports/${id}`);
    await page.click('[role=tab]:has-text("With a warning 1")');
    await page.waitForSelector('tr:has-text("Only leading zeros are lost"):has-text("Phone")');
    expect(await page.locator('ins:has-text("Porto")').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('[role=tab]:has-text("Errors 1")');
    await page.click('text=Import the corrected file');
    await page.waitForSelector('text=This file corrects an earlier import');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setInputFiles('input[type=file]', csv('Login,City\nadmin,Faro\n'));
    await page.click('text=Upload and check');
    await page.waitForSelector('ins:has-text("Faro")');
    const { imports } = await owner.data('{ imports { nodes { correctionOf { id } } } }');
    expect(imports.nodes[0].correctionOf).toEqual({ id });
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('say which permission is missing', async () => {
    const { page, close } = await openTab(organization.memberId, '/imports');
    await page.waitForSelector('text=You cannot see this');
    await page.waitForSelector('text=/ADMIN/');
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await close();
  }, 120_000);

  it('are read in German, in the dark, on a phone', async () => {
    const file = 'Username,City,Status,Autopayments enabled\nmember,Porto,INACTIVE,true\n';
    const { id } = await checkFile(organization.owner, file);
    const { page, complaints, close } = await openTab(organization.ownerId, `/imports/${id}`, {
      locale: 'de-DE',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    await page.waitForSelector('text=Bereit zur Übernahme');
    await page.waitForSelector('ins:has-text("Porto")');
    await page.waitForSelector('td:has(del:text-is("Aktiv")) ins:text-is("Inaktiv")');
    await page.waitForSelector('td ins:text-is("Ja")');
    expect(await accessibilityFaults(page)).toEqual([]);
    await organization.owner.data(applyImport, { id });
    await untilState(organization.owner, id, ['COMPLETED']);
    await page.waitForSelector('text=Import rückgängig machen');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('text=← Import');
    await page.waitForSelector('tr:has-text("users.csv"):has-text("1 geändert")');
    await organization.owner.data('mutation ($id: ID!) { undoImport(id: $id) { id } }', { id });
    await page.click('text="Rückgängig machen: users.csv"');
    await page.waitForSelector('h1:text-is("Rückgängig machen: users.csv")');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);
});

/** Runs in the page. Marks the button with this text, to find out when it has the focus. */
function markButton(text: string): void {
  const { document } = globalThis as any;
  for (const marked of document.querySelectorAll('[data-wanted]')) marked.removeAttribute('data-wanted');
  [...document.querySelectorAll('button')]
    .find((button: any) => button.textContent.includes(text))
    .setAttribute('data-wanted', '');
}
