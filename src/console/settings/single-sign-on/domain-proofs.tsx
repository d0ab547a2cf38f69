import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTallyport } from 'tallyport/react';
import { instant } from '../../format.js';
import { CopyText } from '../../parts/copy-text.js';
import { Facts } from '../../parts/facts.js';
import { Failed } from '../../parts/states.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { type SingleSignOnSettings, VerifyDomainsDocument } from '../generated.js';
import { Heading } from '../heading.js';

const texts = settings.singleSignOn;

interface DomainProofsProps {
  readonly of: SingleSignOnSettings;
  readonly onChecked: (settings: SingleSignOnSettings) => void;
}

/** Which domains belong to the organization, and how to prove the others. */
export function DomainProofs({ of: { domainProofs }, onChecked }: DomainProofsProps): ReactNode {
  const tallyport = useTallyport();
  const { organization } = useViewer();
  const verify = useMutation({
    mutationFn: () => tallyport.mutate(VerifyDomainsDocument),
    onSuccess: ({ verifyDomains }) => onChecked(verifyDomains),
  });
  return (
    <section aria-labelledby="proofs">
      <Heading id="proofs">{texts.proofs}</Heading>
      <Stack gap="sm">
        <Text>{texts.proofsWhy}</Text>
        <CopyText text={domainProofs[0]!.record} />
        <Facts
          of={domainProofs.map(({ domain, isVerified, checkedAt }) => [
            domain,
            [
              isVerified ? texts.verified : texts.unverified,
              checkedAt ? texts.checked(instant(checkedAt, organization.timezone)) : texts.unchecked,
            ].join(', '),
          ])}
        />
        {verify.error && <Failed error={verify.error} />}
        <Group>
          <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
            {texts.verify}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
