import { Radio, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { fieldErrors } from '../../parts/field-errors.js';
import { settings } from '../../texts/settings.js';
import type { SetSingleSignOnResult, SingleSignOnInput, SingleSignOnSettings } from '../generated.js';
import { SettingsForm } from '../settings-form.js';

const texts = settings.singleSignOn;

type SecretChoice = keyof typeof texts.secretChoices;

interface SingleSignOnFormProps {
  /** Null if users do not sign in with a provider yet. */
  readonly of: SingleSignOnSettings | null;
  readonly save: UseMutationResult<SetSingleSignOnResult, Error, SingleSignOnInput | null>;
}

export function SingleSignOnForm({ of, save }: SingleSignOnFormProps): ReactNode {
  const [issuer, setIssuer] = useState(of?.issuer ?? '');
  const [clientId, setClientId] = useState(of?.clientId ?? '');
  const [choice, setChoice] = useState<SecretChoice>(!of ? 'replace' : of.hasClientSecret ? 'keep' : 'none');
  const [secret, setSecret] = useState('');
  const [domains, setDomains] = useState(of?.domains ?? []);
  const [isRequired, setRequired] = useState(of?.isRequired ?? false);
  const unlinks =
    of && (issuer !== of.issuer || clientId !== of.clientId || of.domains.some((domain) => !domains.includes(domain)));
  const errors = fieldErrors(save.error, ['issuer', 'clientId', 'clientSecret', 'domains']);
  return (
    <SettingsForm
      isPending={save.isPending}
      isSaved={save.isSuccess}
      error={errors.other}
      onSave={() =>
        save.mutate({
          issuer,
          clientId,
          domains,
          isRequired,
          ...(choice === 'keep' ? {} : { clientSecret: choice === 'none' ? null : secret }),
        })
      }
    >
      <TextInput
        label={texts.issuer}
        description={texts.issuerHint}
        placeholder="https://login.venue.example"
        maxLength={500}
        value={issuer}
        error={errors.issuer}
        onChange={(event) => setIssuer(event.currentTarget.value)}
      />
      <TextInput
        label={texts.clientId}
        maxLength={255}
        value={clientId}
        error={errors.clientId}
        onChange={(event) => setClientId(event.currentTarget.value)}
      />
      <Radio.Group
        label={texts.secret}
        description={texts.secretHint}
        value={choice}
        error={choice === 'replace' ? undefined : errors.clientSecret}
        onChange={(value) => setChoice(value)}
      >
        <Stack gap="xs" pt="xs">
          {(['keep', 'replace', 'none'] as const)
            .filter((value) => value !== 'keep' || of?.hasClientSecret)
            .map((value) => (
              <Radio key={value} value={value} label={texts.secretChoices[value]} />
            ))}
        </Stack>
      </Radio.Group>
      {choice === 'replace' && (
        <TextInput
          type="password"
          aria-label={texts.secret}
          autoComplete="off"
          maxLength={1000}
          value={secret}
          error={errors.clientSecret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      <TagsInput
        label={texts.domains}
        description={texts.domainsHint}
        placeholder={domains.length === 0 ? 'venue.example' : ''}
        maxTags={20}
        splitChars={[',', ' ']}
        value={domains}
        error={errors.domains}
        onChange={setDomains}
      />
      <Switch
        label={texts.required}
        description={texts.requiredHint}
        checked={isRequired}
        onChange={(event) => setRequired(event.currentTarget.checked)}
      />
      {unlinks && <Text c="var(--warning)">{texts.unlinks}</Text>}
    </SettingsForm>
  );
}
