/* Numbers in the network's order of bytes (POSIX). There is no network. */
#pragma once
#include <stdint.h>

static inline uint32_t htonl(uint32_t host)
{
    return __builtin_bswap32(host);
}

static inline uint16_t htons(uint16_t host)
{
    return __builtin_bswap16(host);
}

static inline uint32_t ntohl(uint32_t net)
{
    return __builtin_bswap32(net);
}

static inline uint16_t ntohs(uint16_t net)
{
    return __builtin_bswap16(net);
}
