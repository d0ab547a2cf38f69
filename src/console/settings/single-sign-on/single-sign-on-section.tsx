import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { TallyportError } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { CopyText } from '../../parts/copy-text.js';
import { Facts } from '../../parts/facts.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Failed, Loading } from '../../parts/states.js';
import { TextLink } from '../../parts/text-link.js';
import { settings } from '../../texts/settings.js';
import {
  SetSingleSignOnDocument,
  SingleSignOnDocument,
  type SingleSignOnInput,
  type SingleSignOnResult,
  type SingleSignOnSettings,
} from '../generated.js';
import { Heading } from '../heading.js';
import { Refusal, useSettingsAccess } from '../settings-access.js';
import { DomainProofs } from './domain-proofs.js';
import { SingleSignOnForm } from './single-sign-on-form.js';

const texts = settings.singleSignOn;
const queryKey = ['single sign-on'];

/** How the users of the organization sign in with its OpenID Connect provider. */
export function SingleSignOnSection(): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  const { organization } = useSettingsAccess();
  const [isRemoving, setRemoving] = useState(false);
  const show = (singleSignOn: SingleSignOnSettings | null): void =>
    void queries.setQueryData(queryKey, { singleSignOn } satisfies SingleSignOnResult);
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => tallyport.query(SingleSignOnDocument, {}, { signal }),
  });
  const save = useMutation({
    mutationFn: (input: SingleSignOnInput | null) => tallyport.mutate(SetSingleSignOnDocument, { input }),
    onSuccess: ({ setSingleSignOn }) => show(setSingleSignOn),
    onSettled: () => setRemoving(false),
  });
  if (error instanceof TallyportError && error.code === 'FORBIDDEN')
    return <Refusal of={{ allowed: false, code: 'OWNER_ONLY', reason: error.message }} />;
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading rows={6} />;
  const current = data.singleSignOn;
  return (
    <Stack gap="lg" maw={640}>
      {!current && <Text>{texts.none}</Text>}
      {current && !current.isConfirmed && (
        <Alert color="yellow" variant="light" role="note">
          {texts.unconfirmed}
        </Alert>
      )}
      <section aria-labelledby="register">
        <Heading id="register">{texts.register}</Heading>
        <Facts
          of={[
            [
              texts.redirectUrl,
              <CopyText
                text={current?.redirectUrl ?? new URL(`sign-in/${organization.slug}/callback`, document.baseURI).href}
              />,
            ],
            [texts.scopes, <CopyText text="openid email" />],
          ]}
        />
      </section>
      {/* Starts from the stored settings after each change. */}
      <SingleSignOnForm key={current?.changedAt} of={current} save={save} />
      {current && (
        <>
          <section aria-labelledby="test">
            <Heading id="test">{texts.test}</Heading>
            <Stack gap="xs">
              <CopyText text={current.signInUrl} />
              <List type="ordered" size="md">
                {texts.testSteps.map((step) => (
                  <List.Item key={step}>{step}</List.Item>
                ))}
              </List>
              <TextLink href="/settings/audit-log?action=SIGN_IN_REFUSED">{texts.refusals}</TextLink>
            </Stack>
          </section>
          <DomainProofs of={current} onChecked={show} />
          <Group>
            <Button variant="default" onClick={() => setRemoving(true)}>
              {texts.remove}…
            </Button>
          </Group>
        </>
      )}
      {isRemoving && (
        <FormDialog
          title={texts.remove}
          action={texts.remove}
          isLoss
          isPending={save.isPending}
          onConfirm={() => save.mutate(null)}
          onClose={() => setRemoving(false)}
        >
          <Text>{texts.willBeLost}</Text>
        </FormDialog>
      )}
    </Stack>
  );
}
