import type { errorReasons } from '../../../../error-reasons';
import type { Sentences } from '../../label-tables';
import { files } from './files';
import { denials, general } from './general';
import { headers } from './headers';
import { rows } from './rows';

export const reasons: Sentences<typeof errorReasons> = { ...denials, ...general, ...headers, ...files, ...rows };
