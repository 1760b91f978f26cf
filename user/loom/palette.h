/*
 * The colours of the picture. Owners' and CPUs' can be told apart by people who do not see all colours (they
 * are variations of those that Okabe and Ito recommend), and nothing is told by colour alone.
 */
#pragma once

#define COLOUR_GROUND 0x12161c
#define COLOUR_PANEL  0x1b2129
#define COLOUR_LINE   0x3a4552
#define COLOUR_DIM    0x8a97a6
#define COLOUR_TEXT   0xe8edf2
#define COLOUR_DARK   0x0d1014 /* text on a colour */
#define COLOUR_FILE   0x5b6775 /* frames that hold a file's pages */
#define COLOUR_SHARED 0xc9d2dc
#define COLOUR_SPLIT  0xffffff

static const unsigned owner_colours[] = {0xe69f00, 0x3fa7e0, 0x12b886, 0xd983b2,
                                         0xe8642c, 0x8c9eff, 0xb5bd4c, 0xb08968};
static const unsigned cpu_colours[] = {0xf4e04d, 0x7cd5f7, 0xff8fb1, 0xf2f2f2,
                                       0x9be07c, 0xffb454, 0xc9a0ff, 0x6fe3d0};
