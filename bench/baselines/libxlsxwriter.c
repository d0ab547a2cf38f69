/*
 * libxlsxwriter in constant-memory mode, in a bare loop. All cells are in memory before the clock starts; prints milliseconds of wall
 * time and of processor time.
 *
 *   libxlsxwriter CELLS OUT
 *
 * CELLS is what cells-file.ts writes: the number of columns as a 32-bit integer, then cell after cell: a kind, and its value.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

static double milliseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static char *read_whole(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  *length = ftell(file);
  rewind(file);
  char *bytes = malloc(*length);
  if (!bytes || fread(bytes, 1, *length, file) != *length) exit(2);
  fclose(file);
  return bytes;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  size_t length;
  char *at = read_whole(arguments[1], &length), *end = at + length;
  uint32_t columns;
  memcpy(&columns, at, 4);
  at += 4;

  double started = milliseconds(CLOCK_MONOTONIC), used = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *workbook = workbook_new_opt(arguments[2], &options);
  lxw_worksheet *worksheet = workbook_add_worksheet(workbook, "Users");
  lxw_format *date = workbook_add_format(workbook), *money = workbook_add_format(workbook);
  format_set_num_format_index(date, 14);
  format_set_num_format_index(money, 4);
  for (lxw_row_t row = 0; at < end; row++) {
    for (uint32_t column = 0; column < columns; column++) {
      char kind = *at++;
      double number;
      switch (kind) {
        case '0':
          break;
        case 's':
          worksheet_write_string(worksheet, row, column, at, NULL);
          at += strlen(at) + 1;
          break;
        case 'b':
          worksheet_write_boolean(worksheet, row, column, *at++, NULL);
          break;
        default:
          memcpy(&number, at, 8);
          at += 8;
          worksheet_write_number(worksheet, row, column, number, kind == 'd' ? date : kind == 'm' ? money : NULL);
      }
    }
  }
  if (workbook_close(workbook) != LXW_NO_ERROR) return 1;
  printf("%f %f", milliseconds(CLOCK_MONOTONIC) - started, milliseconds(CLOCK_PROCESS_CPUTIME_ID) - used);
  return 0;
}
