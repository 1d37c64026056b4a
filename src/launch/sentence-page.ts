const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page that says one sentence. */
export const sentencePage = (text: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sarcolens</title></head><body><h1>Sarcolens</h1><p>${escaped(text)}</p></body></html>`;
