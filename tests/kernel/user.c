/*
 * Copies to and from user memory by a kernel thread that borrows an address space: what can be reached is
 * copied to the byte, and nothing else is touched.
 */
#include "ktest.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/user.h"
#include "thread/sched.h"

#define GOOD 0x20000000u /* two pages that can be written, */
#define END  (GOOD + 2 * PAGE_SIZE)
#define READ 0x30000000u /* one that can only be read, nothing behind either */

static char buffer[3 * PAGE_SIZE];

static void *user(vaddr_t address)
{
    return (void *)address;
}

/* Copies that meet the end: what is left must be exact, and what comes before must have been copied. */
static void test_exactness(void)
{
    unsigned wrong_to = 0, wrong_from = 0, wrong_clear = 0;
    for (unsigned before = 0; before < 40; before++) {
        for (unsigned size = 0; size < 70; size++) {
            vaddr_t at = END - before;
            size_t left = size > before ? size - before : 0, done = size - left;
            memset(buffer, 'x', 128);
            for (unsigned i = 0; i < 64; i++)
                buffer[256 + i] = (char)(i + 1);
            user_copy_raw(user(END - 64), buffer + 256, 64);
            wrong_from += user_copy_raw(buffer + 16, user(at), size) != left || buffer[15] != 'x' ||
                          buffer[16 + done] != 'x' || (done && buffer[16] != (char)(64 - before + 1)) ||
                          (done && buffer[15 + done] != (char)(64 - before + done));
            memset(buffer, 'y', 128);
            wrong_to += user_copy_raw(user(at), buffer, size) != left ||
                        (done && ((char *)at)[done - 1] != 'y') || ((char *)at)[-1] == 'y' ||
                        (at + done < END && ((char *)at)[done] == 'y');
            wrong_clear += user_clear_raw(user(at), size) != left || (done && ((char *)at)[done - 1] != 0) ||
                           ((char *)at)[-1] == 0 || (at + done < END && ((char *)at)[done] == 0);
        }
    }
    ok(wrong_from == 0, "copies from the end of what is there (%u wrong)", wrong_from);
    ok(wrong_to == 0, "copies to it (%u wrong)", wrong_to);
    ok(wrong_clear == 0, "zeroing it (%u wrong)", wrong_clear);
}

static void test_strings(void)
{
    char *end = user(END);
    memset(end - 10, 'a', 10);
    ok(copy_string_from_user(buffer, end - 10, sizeof(buffer)) == -EFAULT, "a string without an end");
    end[-1] = '\0';
    ok(copy_string_from_user(buffer, end - 10, sizeof(buffer)) == 9 && strlen(buffer) == 9,
       "one that ends with the last byte there is");
    ok(copy_string_from_user(buffer, end - 10, 10) == 9, "into just enough room");
    ok(copy_string_from_user(buffer, end - 10, 9) == -ENAMETOOLONG, "into too little");
    memset(user(GOOD + PAGE_SIZE - 20), 'b', 40);
    ((char *)GOOD)[PAGE_SIZE + 20] = '\0';
    ok(copy_string_from_user(buffer, user(GOOD + PAGE_SIZE - 20), sizeof(buffer)) == 40, "across pages");
    ok(copy_string_from_user(buffer, (char *)buffer, 10) == -EFAULT &&
           copy_string_from_user(buffer, NULL, 10) == -EFAULT,
       "from the kernel, or nowhere");
}

static void test_ranges(void)
{
    static const struct {
        vaddr_t address;
        size_t size;
    } bad[] = {{0, 1},
               {0, 0x7fffffff},
               {USER_END - 1, 2},
               {USER_END, 1},
               {0xfffffff0, 4},
               {0xfffffff0, 0x20000},
               {END, 1},
               {GOOD, ~0u},
               {GOOD - 1, 1},
               {0xffffffff, 1},
               {KERNEL_BASE + 0x100000, 4}};
    unsigned wrong = 0;
    for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
        size_t small = MIN(bad[i].size, sizeof(buffer));
        if (bad[i].size <= sizeof(buffer))
            wrong += copy_from_user(buffer, user(bad[i].address), small) != -EFAULT;
        else
            wrong += user_range_ok(user(bad[i].address), bad[i].size) &&
                     user_clear_raw(user(bad[i].address), bad[i].size) == 0;
        wrong += copy_to_user(user(bad[i].address), buffer, small) == 0 && small == bad[i].size;
    }
    ok(wrong == 0, "addresses that are not the user's (%u got through)", wrong);
    ok(copy_to_user(user(READ), buffer, 1) == -EFAULT && !copy_from_user(buffer, user(READ), 1) &&
           copy_to_user(user(READ), buffer, 1) == -EFAULT,
       "the kernel does not write where the user may not");
    ok(!copy_from_user(buffer, user(GOOD), 0) && !copy_to_user(user(USER_END - 1), buffer, 0),
       "nothing is always right");
}

static void test_words(void)
{
    uint32_t value = 1, expected = 5, *word = user(GOOD);
    *word = 5;
    ok(!user_load_raw(&value, word) && value == 5, "a word is loaded");
    ok(user_load_raw(&value, user(END)) == -EFAULT && value == 5, "or not");
    ok(!user_compare_exchange_raw(word, &expected, 6) && expected == 5 && *word == 6,
       "it is exchanged if as expected");
    ok(!user_compare_exchange_raw(word, &expected, 7) && expected == 6 && *word == 6, "and only then");
    ok(user_compare_exchange_raw(user(END), &expected, 7) == -EFAULT &&
           user_compare_exchange_raw(user(READ), &expected, 7) == -EFAULT,
       "or can't be");
}

void test_user_copies(void)
{
    begin_count();
    struct vm_space *space = vm_space_create(0);
    vaddr_t good = GOOD, read = READ;
    vm_space_map(space, &good, 2 * PAGE_SIZE, AREA_READ | AREA_WRITE, true, NULL, 0, 0);
    vm_space_map(space, &read, PAGE_SIZE, AREA_READ, true, NULL, 0, 0);
    sched_set_space(space);
    test_ranges();
    test_exactness();
    test_strings();
    test_words();
    sched_set_space(NULL);
    vm_space_put(space);
    end_count("user copies");
}
