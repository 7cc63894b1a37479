import { megabytes, shortened, type UploadReport } from '../storage/upload.ts';
import { counted } from '../terminal/counted.ts';
import type { Output } from '../terminal/output.ts';

/** Says what failed, and what did not go up. */
export function warnOfUpload({ failed, notTried, warnings }: UploadReport, output: Output): void {
  for (const warning of warnings) output.warn(warning);
  if (failed.length === 0) return;
  const lines = failed.map(({ name, why }) => `${name}: ${why}`);
  output.warn(`these files could not be sent:\n${shortened(lines, 20)}`);
  if (notTried > 0)
    output.warn(`${counted(notTried, 'more file')} ${notTried === 1 ? 'was' : 'were'} not tried`);
}

/** What came of an upload, in words. */
export function uploadText(report: UploadReport): string {
  const { location, name, sent, bytes, unchanged, removed, failed } = report;
  const place = `${location}/${name}`;
  const files = (count: number): string => counted(count, 'file');
  if (failed.length > 0) {
    return `The backup in ${place} is incomplete: ${files(sent)} sent, ${failed.length + report.notTried} not. Run upload again: it sends only what is missing.`;
  }
  const parts = [
    sent === 0 ? 'nothing to send' : `${files(sent)} sent (${megabytes(bytes)})`,
    ...(unchanged > 0 ? [`${files(unchanged)} unchanged`] : []),
    ...(removed.length > 0 ? [`${files(removed.length)} of an earlier backup removed`] : []),
  ];
  return `Backup in ${place}: ${parts.join(', ')}.`;
}
