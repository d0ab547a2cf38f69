import { useMutation } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';
import { type FieldErrors, fieldErrors } from './field-errors.js';
import { FormDialog } from './form-dialog.js';

interface ChangeDialogProps<Field extends string> extends Omit<
  ComponentProps<typeof FormDialog>,
  'isPending' | 'onConfirm' | 'children'
> {
  /** The fields that show what the server says about them. Other errors are in the dialog. */
  readonly fields?: readonly Exclude<Field, 'other'>[];
  readonly change: () => Promise<unknown>;
  /** Reads again what the change concerns. The dialog stays open until then. */
  readonly onChanged?: () => unknown;
  readonly children: (errors: FieldErrors<Field>) => ReactNode;
}

/** A dialog that sends one change, and closes after it. */
export function ChangeDialog<Field extends string = never>({
  fields = [],
  change,
  onChanged,
  error = null,
  onClose,
  children,
  ...dialog
}: ChangeDialogProps<Field>): ReactNode {
  const save = useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await onChanged?.();
      onClose();
    },
  });
  const errors = fieldErrors<Field>(save.error, fields);
  return (
    <FormDialog
      {...dialog}
      isPending={save.isPending}
      error={errors.other ?? error}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      {children(errors)}
    </FormDialog>
  );
}
