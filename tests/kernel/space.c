/*
 * Memory objects and address spaces, without any process: areas against a model, faults, copy-on-write,
 * hidden pages, the heap of brk.
 */
#include "ktest.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/paging.h"
#include "mm/space.h"
#include "thread/sched.h"

#define RW (AREA_READ | AREA_WRITE)

/* --- Objects --- */

/* The frame of page `index` if it has one, without a reference. */
static struct frame *resident_page(const struct vm_object *object, uint32_t index)
{
    unsigned leaf = index / OBJECT_LEAF;
    bool there = leaf < object->leaf_count && object->leaves[leaf];
    return there ? object->leaves[leaf][index % OBJECT_LEAF] : NULL;
}

void test_objects(void)
{
    begin_count();
    struct frame *first, *again;
    ok(!vm_object_create(FRAME_SHARED, 1, OBJECT_PAGES_MAX + 1), "an object that is too long");
    struct vm_object *object = vm_object_create(FRAME_SHARED, 9, 1000);
    ok(!resident_page(object, 999) && object->resident == 0, "a new object has no pages");
    ok(!vm_object_page(object, 999, &first) && first->references == 2 && first->kind == FRAME_SHARED &&
           first->owner == 9 && *(uint32_t *)frame_memory(first) == 0,
       "a page comes when it is asked for");
    ok(!vm_object_page(object, 999, &again) && again == first && first->references == 3 &&
           object->resident == 1,
       "and is the same the next time");
    ok(resident_page(object, 999) == first, "the object holds it");
    frame_put(first);
    frame_put(first);
    ok(vm_object_page(object, 1000, &again) == -ENXIO, "a page past the end is not there");

    char text[] = "a text across the end of a page", back[sizeof(text)];
    ok(vm_object_write(object, 2 * PAGE_SIZE - 7, text, sizeof(text)) &&
           vm_object_read(object, 2 * PAGE_SIZE - 7, back, sizeof(back)) && !memcmp(text, back, sizeof(text)),
       "write and read across pages");
    ok(!vm_object_write(object, 1000 * PAGE_SIZE - 1, text, 2) &&
           vm_object_copy(object, 1000 * PAGE_SIZE, back, 1, false) == -ENXIO,
       "a write and a read past the end");
    unsigned shared = frame_count(FRAME_SHARED);
    ok(!vm_object_resize(object, 2) && object->resident == 1 && frame_count(FRAME_SHARED) == shared - 2 &&
           vm_object_page(object, 2, &again) == -ENXIO,
       "a shorter object lets go of what lies behind");
    vm_object_put(object);
    ok(frame_count(FRAME_SHARED) == shared - 3, "the last reference takes the pages");
    end_count("objects");
}

/* --- Areas and pages against a model --- */

#define MODEL_BASE  0x403f0000u /* on both sides of the end of a page table */
#define MODEL_PAGES 48u

struct model_page {
    bool mapped, resident;
    unsigned flags;
    uint32_t value; /* first word, if resident */
};

static struct model_page model[MODEL_PAGES];

static vaddr_t page_at(unsigned i)
{
    return MODEL_BASE + i * PAGE_SIZE;
}

/* How many areas there must be: neighbours that differ in nothing are one. */
static unsigned model_areas(void)
{
    unsigned areas = 0;
    for (unsigned i = 0; i < MODEL_PAGES; i++)
        areas += model[i].mapped && (i == 0 || !model[i - 1].mapped || model[i - 1].flags != model[i].flags);
    return areas;
}

static unsigned model_resident(void)
{
    unsigned pages = 0;
    for (unsigned i = 0; i < MODEL_PAGES; i++)
        pages += model[i].resident;
    return pages;
}

/* What is wrong with one page of the space; NULL: nothing. */
static const char *page_problem(struct vm_space *space, unsigned i)
{
    struct vm_area *area = vm_area_find(space, page_at(i));
    pte_t entry = vm_space_entry(space, page_at(i));
    if (!area != !model[i].mapped)
        return "an area too many or too few";
    if (area && area->flags != model[i].flags)
        return "the area's flags";
    if (!entry != !model[i].resident)
        return "a page too many or too few";
    if (!entry)
        return NULL;
    if (!(entry & PTE_PRESENT) != !model[i].flags || !(entry & PTE_HIDDEN) == !model[i].flags)
        return "hidden or not";
    if (entry & PTE_WRITE && !(model[i].flags & AREA_WRITE))
        return "writable against its area";
    struct frame *frame = frame_mapped(entry);
    if (frame->references != 1 || frame->uses != 1)
        return "references";
    return *(uint32_t *)frame_memory(frame) == model[i].value ? NULL : "contents";
}

static const char *space_problem(struct vm_space *space)
{
    unsigned areas = 0;
    for (unsigned i = 0; i < MODEL_PAGES; i++) {
        const char *problem = page_problem(space, i);
        if (problem)
            return problem;
    }
    for (struct vm_area *area = vm_area_first(space); area; area = vm_area_next(area)) {
        struct vm_area *next = vm_area_next(area);
        areas++;
        if (area->start >= area->end || (next && next->start < area->end))
            return "areas overlap or are empty";
    }
    if (areas != model_areas())
        return "neighbours that are not one";
    return space->resident == model_resident() ? NULL : "the count of pages";
}

static bool covered(unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        if (!model[i].mapped)
            return false;
    return true;
}

/* A random change of a random range, in the space and in the model. Returns whether the result was right. */
static bool random_change(struct vm_space *space)
{
    static const unsigned protections[] = {0, AREA_READ, RW, RW, RW | AREA_EXECUTE};
    unsigned first = pick(MODEL_PAGES), count = 1 + pick(MIN(MODEL_PAGES - first, 9u));
    unsigned flags = protections[pick(ARRAY_SIZE(protections))], what = pick(8);
    vaddr_t start = page_at(first), size = count * PAGE_SIZE - pick(PAGE_SIZE);
    int wanted = 0, result;
    if (what < 2)
        result = vm_space_map(space, &start, size, flags, true, NULL, 0, 0);
    else if (what < 4)
        result = vm_space_unmap(space, start, size);
    else
        result = vm_space_protect(space, start, size, flags);
    if (what >= 4 && !covered(first, count))
        wanted = -ENOMEM;
    for (unsigned i = first; i < first + count && !wanted; i++) {
        if (what < 4)
            model[i] = (struct model_page){.mapped = what < 2, .flags = what < 2 ? flags : 0};
        else
            model[i].flags = flags;
    }
    return result == wanted && start == page_at(first);
}

/* A random access to a random page. */
static bool random_access(struct vm_space *space)
{
    unsigned i = pick(MODEL_PAGES);
    bool write = pick(2);
    struct model_page *page = &model[i];
    bool allowed = page->flags & (write ? AREA_WRITE : AREA_PROTECTION);
    int wanted = !page->mapped ? -EFAULT : allowed ? 0 : -EACCES;
    int result = vm_fault(space, page_at(i) + pick(PAGE_SIZE), write ? FAULT_WRITE : 0);
    if (wanted || result)
        return wanted == result;
    pte_t entry = vm_space_entry(space, page_at(i));
    page->resident = true;
    if (write) {
        page->value = pick(~0u);
        *(uint32_t *)physical_to_virtual(entry & PTE_FRAME) = page->value;
    }
    return !write || entry & PTE_WRITE;
}

static void test_areas(void)
{
    struct vm_space *space = vm_space_create(4);
    const char *problem = NULL;
    unsigned wrong = 0, rounds;
    for (rounds = 0; rounds < 5000 && !problem; rounds++) {
        wrong += !random_change(space);
        wrong += !random_access(space) + !random_access(space);
        problem = space_problem(space);
    }
    ok(!problem, "areas and pages are as in a model, %u changes (%s)", rounds, problem ?: "all right");
    ok(wrong == 0, "so are the results (%u wrong)", wrong);
    vm_space_unmap(space, MODEL_BASE, MODEL_PAGES * PAGE_SIZE);
    ok(!vm_area_first(space) && space->resident == 0 && space->tables == 0,
       "nothing is left when all is unmapped");
    vm_space_put(space);
}

/* --- Arguments --- */

static void test_arguments(void)
{
    struct vm_space *space = vm_space_create(4);
    vaddr_t place = 0, other = 0, fixed = PAGE_SIZE;
    ok(vm_space_map(space, &place, 0, RW, false, NULL, 0, 0) == -EINVAL, "nothing can't be mapped");
    ok(vm_space_map(space, &fixed, PAGE_SIZE, RW, true, NULL, 0, 0) == -EINVAL, "nor can page 1");
    fixed = USER_END - PAGE_SIZE;
    ok(vm_space_map(space, &fixed, 2 * PAGE_SIZE, RW, true, NULL, 0, 0) == -EINVAL, "nor the kernel's part");
    ok(!vm_space_map(space, &place, 3 * PAGE_SIZE, RW, false, NULL, 0, 0) &&
           place + 3 * PAGE_SIZE == MMAP_TOP,
       "room is found at the top");
    ok(!vm_space_map(space, &other, 1, RW, false, NULL, 0, 0) && other == place - PAGE_SIZE, "then below");
    other = place - 4 * PAGE_SIZE;
    ok(!vm_space_map(space, &other, PAGE_SIZE, RW, false, NULL, 0, 0) && other == place - 4 * PAGE_SIZE,
       "or where it was wished for");
    other = place + PAGE_SIZE;
    ok(!vm_space_map(space, &other, PAGE_SIZE, RW, false, NULL, 0, 0) && other < place,
       "a wish that is taken is not granted");
    other = 0;
    ok(vm_space_map(space, &other, 0xb8000000, RW, false, NULL, 0, 0) == -ENOMEM,
       "too large for what is left");
    ok(vm_space_unmap(space, place + 1, PAGE_SIZE) == -EINVAL && vm_space_unmap(space, place, 0) == -EINVAL &&
           vm_space_unmap(space, USER_END - PAGE_SIZE, 2 * PAGE_SIZE) == -EINVAL,
       "what can't be unmapped");
    ok(vm_space_protect(space, place + 1, 1, AREA_READ) == -EINVAL && !vm_space_protect(space, place, 0, 0) &&
           vm_space_protect(space, place, ~0u, AREA_READ) == -ENOMEM,
       "what can't be protected");
    ok(vm_fault(space, USER_END, 0) == -EFAULT && vm_fault(space, ~0u, FAULT_WRITE) == -EFAULT &&
           vm_fault(space, 0, 0) == -EFAULT && vm_fault(NULL, place, 0) == -EFAULT,
       "faults where nothing can be");
    vm_space_put(space);
}

/* --- Copy-on-write --- */

static struct frame *frame_of(struct vm_space *space, vaddr_t address)
{
    pte_t entry = vm_space_entry(space, address);
    return entry ? frame_mapped(entry) : NULL;
}

static uint32_t word_in(struct vm_space *space, vaddr_t address)
{
    return *(uint32_t *)((char *)frame_memory(frame_of(space, address)) + (address & PAGE_MASK));
}

static bool writable(struct vm_space *space, vaddr_t address)
{
    return vm_space_entry(space, address) & PTE_WRITE;
}

static void write_word(struct vm_space *space, vaddr_t address, uint32_t value)
{
    ok(!vm_space_write(space, address, &value, sizeof(value)) && word_in(space, address) == value,
       "a write of %u arrives", value);
}

static void test_copy_on_write(void)
{
    struct vm_space *parent = vm_space_create(11);
    vaddr_t page = 0x50000000, hidden = page + PAGE_SIZE;
    vm_space_map(parent, &page, 3 * PAGE_SIZE, RW, true, NULL, 0, 0);
    write_word(parent, page, 100);
    write_word(parent, hidden, 200);
    vm_space_protect(parent, hidden, PAGE_SIZE, 0);
    struct frame *old = frame_of(parent, page), *old_hidden = frame_of(parent, hidden);
    struct vm_space *child = vm_space_fork(parent, 12);
    ok(frame_of(child, page) == old && old->references == 2 && old->uses == 2 && old->owner == 11,
       "after fork both have the same frame");
    ok(!writable(parent, page) && !writable(child, page), "and neither may write to it");
    ok(frame_of(child, hidden) == old_hidden && old_hidden->references == 2 &&
           !(vm_space_entry(child, hidden) & PTE_PRESENT),
       "a hidden page is shared too, and hidden");
    ok(child->resident == 2 && child->tables == 1 && vm_area_find(child, page)->end == hidden,
       "the child's counts");

    write_word(child, page, 101);
    ok(frame_of(child, page) != old && frame_of(parent, page) == old && old->references == 1 &&
           old->uses == 1 && frame_of(child, page)->owner == 12 && frame_of(child, page)->uses == 1,
       "the first who writes gets a copy");
    ok(word_in(parent, page) == 100 && child->copies == 1, "the other keeps what it had");
    write_word(parent, page, 102);
    ok(frame_of(parent, page) == old && parent->copies == 0 && word_in(child, page) == 101,
       "the last one who has it writes without a copy");

    ok(vm_fault(child, hidden, 0) == -EACCES, "a hidden page can't be read");
    vm_space_protect(child, hidden, PAGE_SIZE, RW);
    ok(!writable(child, hidden) && word_in(child, hidden) == 200, "shown again it is not writable at once");
    write_word(child, hidden, 201);
    ok(frame_of(child, hidden) != old_hidden && word_in(parent, hidden) == 200, "since it is still shared");

    struct vm_space *grandchild = vm_space_fork(child, 13);
    struct frame *three = frame_of(child, page);
    struct vm_space *last = vm_space_fork(grandchild, 14);
    ok(three->references == 3 && three->uses == 3, "three spaces, three references");
    vm_space_put(child);
    ok(three->references == 2 && word_in(last, page) == 101, "one space less, one reference less");
    vm_space_protect(last, page, PAGE_SIZE, AREA_READ);
    ok(vm_fault(last, page, FAULT_WRITE) == -EACCES, "a page that is to be read only is not copied");
    vm_space_protect(last, page, PAGE_SIZE, RW);
    write_word(last, page, 103);
    ok(word_in(grandchild, page) == 101, "but later, when it may be written");
    vm_space_put(last);
    vm_space_put(grandchild);
    vm_space_put(parent);
}

static void test_sharing(void)
{
    struct vm_space *parent = vm_space_create(11);
    struct vm_object *object = vm_object_create(FRAME_SHARED, 11, 4);
    vaddr_t page = 0x50000000, private = 0x60000000, missing = page + 4 * PAGE_SIZE;
    uint32_t offset;
    uintptr_t owner;
    vm_space_map(parent, &page, 4 * PAGE_SIZE, RW | AREA_SHARED, true, object, 0, 0);
    vm_space_map(parent, &private, PAGE_SIZE, RW, true, NULL, 0, 0);
    write_word(parent, page, 1);
    struct vm_space *child = vm_space_fork(parent, 12);
    write_word(child, page, 2);
    write_word(child, page + PAGE_SIZE, 3);
    ok(frame_of(parent, page) == frame_of(child, page) && word_in(parent, page) == 2,
       "a shared page stays one");
    ok(!vm_fault(parent, page + PAGE_SIZE, 0) && word_in(parent, page + PAGE_SIZE) == 3,
       "also one that was first touched after fork");
    ok(frame_of(parent, page)->references == 3 && frame_of(parent, page)->uses == 2,
       "held by two entries and the object");
    ok(!vm_space_unmap(parent, page, PAGE_SIZE) && frame_of(child, page)->references == 2,
       "one lets go of it");
    ok(!vm_space_identify(child, page + PAGE_SIZE + 8, &owner, &offset) && owner == object->number &&
           offset == PAGE_SIZE + 8,
       "its words are known by object and offset");
    owner = 0;
    ok(!vm_space_identify(parent, page + PAGE_SIZE + 8, &owner, &offset) && owner == object->number &&
           offset == PAGE_SIZE + 8,
       "also where the area begins later");
    owner = offset = 1;
    ok(!vm_space_identify(child, private + 8, &owner, &offset) && owner == 1 && offset == 1,
       "a private one by neither");
    ok(vm_space_identify(child, missing, &owner, &offset) == -EFAULT, "none where nothing is");
    vm_object_resize(object, 2);
    ok(vm_fault(child, page + 2 * PAGE_SIZE, 0) == -ENXIO, "past the object's end there is no page");
    vm_object_put(object);
    vm_space_put(parent);
    ok(word_in(child, page + PAGE_SIZE) == 3, "the object lives as long as an area has it");
    vm_space_put(child);

    /* A private view of an object, as of a program's file. */
    object = vm_object_create(FRAME_FILE, 1, 1);
    vm_object_write(object, 0, "text", 4);
    parent = vm_space_create(11);
    vm_space_map(parent, &page, PAGE_SIZE, RW, true, object, 0, 1);
    vm_fault(parent, page, 0);
    ok(frame_of(parent, page) == resident_page(object, 0) && !writable(parent, page),
       "a file's page is mapped");
    write_word(parent, page, 7);
    ok(frame_of(parent, page) != resident_page(object, 0) &&
           !memcmp(frame_memory(resident_page(object, 0)), "text", 4),
       "a write copies it");
    vm_space_put(parent);
    vm_object_put(object);
}

/* --- The heap of brk, the stack that grows --- */

static void test_growing(void)
{
    struct vm_space *space = vm_space_create(4);
    vaddr_t start = 0x08100000, wall = start + 16 * PAGE_SIZE, stack = STACK_TOP - 2 * PAGE_SIZE;
    space->brk_start = space->brk = start;
    vm_space_map(space, &wall, PAGE_SIZE, RW, true, NULL, 0, 0);
    ok(vm_space_brk(space, 0) == start && vm_space_brk(space, start - 1) == start,
       "brk tells where the heap ends");
    ok(vm_space_brk(space, start + 5000) == start + 5000 && vm_area_find(space, start + 2 * PAGE_SIZE - 1) &&
           !vm_area_find(space, start + 2 * PAGE_SIZE),
       "it grows by pages");
    write_word(space, start + 4096, 5);
    ok(vm_space_brk(space, wall + 1) == start + 5000, "not into another area");
    ok(vm_space_brk(space, wall) == wall && vm_area_first(space)->end == wall, "up to it");
    ok(word_in(space, start + 4096) == 5, "keeping what is in it");
    ok(vm_space_brk(space, start + 1) == start + 1 && space->resident == 0, "and shrinks");
    ok(vm_space_brk(space, start) == start && vm_area_first(space)->start == wall, "to nothing");
    ok(vm_space_brk(space, 0xfffffff0) == start && vm_space_brk(space, USER_END) == start,
       "never into the kernel");

    vm_space_map(space, &stack, 2 * PAGE_SIZE, RW | AREA_GROWSDOWN, true, NULL, 0, 0);
    vaddr_t lowest = STACK_TOP - STACK_MAX;
    ok(vm_fault(space, lowest - 1, FAULT_WRITE) == -EFAULT, "a stack does not grow past its limit");
    ok(!vm_fault(space, stack - 9 * PAGE_SIZE + 5, FAULT_WRITE) &&
           vm_area_find(space, stack - 1)->start == stack - 9 * PAGE_SIZE,
       "it grows to where it is touched");
    ok(!vm_fault(space, lowest, FAULT_WRITE) && vm_area_find(space, stack)->start == lowest,
       "as far as the limit");
    vm_space_put(space);
}

/* --- A device's memory --- */

#define DEVICE_PAGES 3u

static unsigned idle_calls;

static void count_idle(void)
{
    idle_calls++;
}

static void test_device(void)
{
    static struct vm_object device = {.references = 1,
                                      .kind = FRAME_DEVICE,
                                      .pages = DEVICE_PAGES,
                                      .device = 0xe0000000,
                                      .idle = count_idle};
    struct vm_space *space = vm_space_create(4);
    struct frame *record = frame_mapped(device.device), *page;
    vaddr_t place = MODEL_BASE, end = MODEL_BASE + DEVICE_PAGES * PAGE_SIZE;
    bool right = true;
    ok(record == frame_mapped(~0u) && record->kind == FRAME_DEVICE && frame_count(FRAME_DEVICE) == 0,
       "what lies past RAM has one record, and no frames");
    ok(vm_object_page(&device, 0, &page) == -ENXIO, "a device has no frames to give");
    ok(!vm_space_map(space, &place, DEVICE_PAGES * PAGE_SIZE + 1, RW | AREA_SHARED, true, &device, 0, 0) &&
           device.references == 2,
       "it is mapped, and a page more");
    for (unsigned i = 0; i < DEVICE_PAGES; i++) {
        right &= !vm_fault(space, place + i * PAGE_SIZE, i % 2 ? FAULT_WRITE : 0);
        right &= vm_space_entry(space, place + i * PAGE_SIZE) ==
                 ((device.device + i * PAGE_SIZE) | PTE_PRESENT | PTE_WRITE | PTE_USER);
    }
    ok(right && record->uses == DEVICE_PAGES && record->references == 1 + DEVICE_PAGES,
       "the entries are the device's addresses, and are counted");
    ok(vm_fault(space, end, 0) == -ENXIO, "what lies past its end is not there");
    struct vm_space *child = vm_space_fork(space, 5);
    ok(child && vm_space_entry(child, place) == vm_space_entry(space, place) && device.references == 3,
       "a child has the same, writable");
    ok(!vm_space_protect(space, place, PAGE_SIZE, AREA_READ) &&
           !vm_space_protect(space, place, PAGE_SIZE, RW) && !vm_fault(space, place, FAULT_WRITE) &&
           vm_space_entry(space, place) == vm_space_entry(child, place),
       "a write after it was forbidden is no copy");
    vm_space_unmap(space, place, PAGE_SIZE);
    vm_space_put(child);
    ok(record->uses == DEVICE_PAGES - 1 && idle_calls == 0, "unmapped in part");
    vm_space_put(space);
    ok(record->uses == 0 && record->references == 1 && record->kind == FRAME_DEVICE &&
           device.references == 1 && idle_calls == 1,
       "the last one to go says so, once");
}

void test_spaces(void)
{
    begin_count();
    test_areas();
    test_arguments();
    test_copy_on_write();
    test_sharing();
    test_growing();
    test_device();
    end_count("spaces");
}
