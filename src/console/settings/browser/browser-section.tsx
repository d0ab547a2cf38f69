import { NativeSelect, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { chooseLanguage, chosenLanguage, type Language, languages } from '../../language.js';
import { t } from '../../texts/index.js';
import { settings } from '../../texts/settings.js';

const texts = settings.browser;

/** What is stored in this browser: the language and the colors of the console. */
export function BrowserSection(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themeId = useId();
  return (
    <Stack gap="md" maw={560} align="flex-start">
      <Text>{texts.explain}</Text>
      <NativeSelect
        label={texts.language}
        value={chosenLanguage() ?? 'auto'}
        data={(['auto', ...languages] as const).map((value) => ({ value, label: texts.languages[value] }))}
        onChange={({ currentTarget: { value } }) => chooseLanguage(value === 'auto' ? null : (value as Language))}
      />
      <div>
        <Text size="sm" fw={500} id={themeId} mb={4}>
          {texts.theme}
        </Text>
        <SegmentedControl
          aria-labelledby={themeId}
          value={colorScheme}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t.frame.theme[value] }))}
          onChange={setColorScheme}
        />
      </div>
    </Stack>
  );
}
