import { Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { Facts } from '../../parts/facts.js';
import { fieldErrors } from '../../parts/field-errors.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { useViewer } from '../../session.js';
import { t } from '../../texts/index.js';
import { settings } from '../../texts/settings.js';
import { ChangeOrganizationDocument } from '../generated.js';
import { Refusal, useSettingsAccess } from '../settings-access.js';
import { SettingsForm } from '../settings-form.js';

const texts = settings.organization;

/** The name and the time zone of the organization, and what only the operator can change. */
export function OrganizationSection(): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  const { organization } = useViewer();
  const { can, organization: further } = useSettingsAccess();
  const [name, setName] = useState(organization.name);
  const [timezone, setTimezone] = useState(organization.timezone);
  const [isWarning, setWarning] = useState(false);
  const isOtherZone = timezone !== organization.timezone;
  const isUnchanged = !isOtherZone && name === organization.name;
  const save = useMutation({
    mutationFn: () =>
      tallyport.mutate(ChangeOrganizationDocument, { input: { name, ...(isOtherZone ? { timezone } : {}) } }),
    onSettled: () => setWarning(false),
    // Everything that was read can contain the name, or depend on the zone.
    onSuccess: () => queries.invalidateQueries(),
  });
  const errors = fieldErrors(save.error, ['name', 'timezone']);
  const isDisabled = !can.changeOrganization.allowed;
  return (
    <Stack gap="lg" maw={560}>
      <Refusal of={can.changeOrganization} />
      <SettingsForm
        isPending={save.isPending}
        isSaved={save.isSuccess && isUnchanged}
        error={errors.other}
        refusal={can.changeOrganization.reason ?? (isUnchanged ? t.actions.unchanged : null)}
        isExplained={isDisabled}
        onSave={() => (isOtherZone ? setWarning(true) : save.mutate())}
      >
        <TextInput
          label={texts.name}
          value={name}
          maxLength={200}
          disabled={isDisabled}
          error={errors.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={texts.zone}
          description={texts.zoneHint}
          data={zonesWith(organization.timezone)}
          value={timezone}
          allowDeselect={false}
          searchable
          // So that the name of another zone can be typed at once.
          onClick={(event) => (event.target as HTMLInputElement).select?.()}
          disabled={isDisabled}
          error={errors.timezone}
          onChange={(zone) => setTimezone(zone ?? organization.timezone)}
        />
      </SettingsForm>
      <Facts
        of={[
          [texts.currency, organization.currency],
          [texts.slug, further.slug],
          [texts.terms, further.customTermsEnabled ? texts.hasTerms : texts.noTerms],
        ]}
      />
      <Text size="sm" c="dimmed">
        {texts.fixed}
      </Text>
      {isWarning && (
        <FormDialog
          title={texts.zoneTitle}
          action={texts.zoneSave}
          isPending={save.isPending}
          onConfirm={() => save.mutate()}
          onClose={() => setWarning(false)}
        >
          <Text fw={600}>{texts.zoneChange(organization.timezone, timezone)}</Text>
          {[...texts.zoneEffects, texts.zoneBack].map((sentence) => (
            <Text key={sentence}>{sentence}</Text>
          ))}
        </FormDialog>
      )}
    </Stack>
  );
}

/** The zones that the browser knows, with the current one, which can be an older name. */
const zonesWith = (current: string): string[] => [...new Set([current, ...Intl.supportedValuesOf('timeZone')])].sort();
