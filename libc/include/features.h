/*
 * There is next to nothing to choose: declarations are visible whatever a program asks for. Only names that
 * are GNU's and that programs give to things of their own (clone, gettid, ...) want _GNU_SOURCE, as on Linux.
 */
#pragma once
