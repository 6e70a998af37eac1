#include "engine/program/c_headers.h"

#include <algorithm>

#include "engine/machine/assembly.h"
#include "engine/program/hexadecimal.h"

namespace trapdoor {
namespace {

struct HeaderRow {
  const char *name, *text;
};

constexpr HeaderRow kHeaders[] = {
    {"stdint.h", R"(#pragma once
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long uint64_t;
typedef long intptr_t, intmax_t;
typedef unsigned long uintptr_t, uintmax_t;
typedef int8_t int_least8_t, int_fast8_t;
typedef int16_t int_least16_t;
typedef int32_t int_least32_t;
typedef int64_t int_least64_t, int_fast16_t, int_fast32_t, int_fast64_t;
typedef uint8_t uint_least8_t, uint_fast8_t;
typedef uint16_t uint_least16_t;
typedef uint32_t uint_least32_t;
typedef uint64_t uint_least64_t, uint_fast16_t, uint_fast32_t, uint_fast64_t;
#define INT8_MIN (-128)
#define INT8_MAX 127
#define UINT8_MAX 255
#define INT16_MIN (-32768)
#define INT16_MAX 32767
#define UINT16_MAX 65535
#define INT32_MIN (-2147483647 - 1)
#define INT32_MAX 2147483647
#define UINT32_MAX 4294967295u
#define INT64_MIN (-9223372036854775807 - 1)
#define INT64_MAX 9223372036854775807
#define UINT64_MAX 18446744073709551615u
#define INTPTR_MIN INT64_MIN
#define INTPTR_MAX INT64_MAX
#define UINTPTR_MAX UINT64_MAX
#define INTMAX_MIN INT64_MIN
#define INTMAX_MAX INT64_MAX
#define UINTMAX_MAX UINT64_MAX
#define PTRDIFF_MIN INT64_MIN
#define PTRDIFF_MAX INT64_MAX
#define SIZE_MAX UINT64_MAX
#define INT_LEAST8_MIN INT8_MIN
#define INT_LEAST8_MAX INT8_MAX
#define UINT_LEAST8_MAX UINT8_MAX
#define INT_LEAST16_MIN INT16_MIN
#define INT_LEAST16_MAX INT16_MAX
#define UINT_LEAST16_MAX UINT16_MAX
#define INT_LEAST32_MIN INT32_MIN
#define INT_LEAST32_MAX INT32_MAX
#define UINT_LEAST32_MAX UINT32_MAX
#define INT_LEAST64_MIN INT64_MIN
#define INT_LEAST64_MAX INT64_MAX
#define UINT_LEAST64_MAX UINT64_MAX
#define INT_FAST8_MIN INT8_MIN
#define INT_FAST8_MAX INT8_MAX
#define UINT_FAST8_MAX UINT8_MAX
#define INT_FAST16_MIN INT64_MIN
#define INT_FAST16_MAX INT64_MAX
#define UINT_FAST16_MAX UINT64_MAX
#define INT_FAST32_MIN INT64_MIN
#define INT_FAST32_MAX INT64_MAX
#define UINT_FAST32_MAX UINT64_MAX
#define INT_FAST64_MIN INT64_MIN
#define INT_FAST64_MAX INT64_MAX
#define UINT_FAST64_MAX UINT64_MAX
#define INT8_C(number) number
#define INT16_C(number) number
#define INT32_C(number) number
#define INT64_C(number) number##l
#define INTMAX_C(number) number##l
#define UINT8_C(number) number
#define UINT16_C(number) number
#define UINT32_C(number) number##u
#define UINT64_C(number) number##ul
#define UINTMAX_C(number) number##ul
)"},
    {"stddef.h", R"(#pragma once
typedef unsigned long size_t;
typedef long ptrdiff_t;
typedef int wchar_t;
#define NULL ((void *)0)
#define offsetof(type, field) ((size_t) & ((type *)0)->field)
)"},
    {"stdbool.h", R"(#pragma once
#define bool _Bool
#define true 1
#define false 0
)"},
    {"stdalign.h", R"(#pragma once
#define alignas _Alignas
#define alignof _Alignof
#define __alignas_is_defined 1
#define __alignof_is_defined 1
)"},
    {"stdnoreturn.h", R"(#pragma once
#define noreturn _Noreturn
)"},
    {"stdarg.h", R"(#pragma once
typedef char *va_list;
#define va_start __builtin_va_start
#define __va_size(type) ((sizeof(type) + 7) & -8)
#define __va_align(list, type) (((unsigned long)(list) + __alignof__(type) - 1) & -(long)__alignof__(type))
#define va_arg(list, type)                                                 \
  (*(sizeof(type) > 16 ? *(type **)((list += 8) - 8)                       \
                       : (type *)((list = (char *)(__va_align(list, type) + __va_size(type))) - __va_size(type))))
#define va_copy(to, from) ((to) = (from))
#define va_end(list) ((void)0)
)"},
    {"limits.h", R"(#pragma once
#define CHAR_BIT 8
#define SCHAR_MIN (-128)
#define SCHAR_MAX 127
#define UCHAR_MAX 255
#define CHAR_MIN 0
#define CHAR_MAX 255
#define SHRT_MIN (-32768)
#define SHRT_MAX 32767
#define USHRT_MAX 65535
#define INT_MIN (-2147483647 - 1)
#define INT_MAX 2147483647
#define UINT_MAX 4294967295u
#define LONG_MIN (-9223372036854775807l - 1)
#define LONG_MAX 9223372036854775807l
#define ULONG_MAX 18446744073709551615ul
#define LLONG_MIN (-9223372036854775807ll - 1)
#define LLONG_MAX 9223372036854775807ll
#define ULLONG_MAX 18446744073709551615ull
)"},
};

std::string devices_header(std::span<const Symbol> devices) {
  std::string text =
      "// The devices of this board. A register is read and written like a variable.\n#pragma once\n#include "
      "<stdint.h>\n";
  for (const Symbol& symbol : devices) {
    std::string value = hexadecimal(symbol.address) + (symbol.address >> 31 ? "ul" : "");
    bool integer = symbol.size == 1 || symbol.size == 2 || symbol.size == 4 || symbol.size == 8;
    text += "#define " + symbol.name + " ";
    text += integer ? "(*(volatile uint" + std::to_string(8 * symbol.size) + "_t *)" + value + ")" : value;
    text += "\n";
  }
  return text;
}

}  // namespace

CFiles c_headers(const Isa& isa, std::span<const Symbol> devices) {
  CFiles files;
  for (const HeaderRow& row : kHeaders) files["/include/" + std::string(row.name)] = row.text;
  for (const CFunctionRow& row : isa.assembly->c_functions()) {
    std::string& text = files["/include/" + row.header];
    if (text.empty()) text = "#pragma once\n#include <stddef.h>\n#include <stdint.h>\n";
    text += row.declaration + "\n";
  }
  files["/include/devices.h"] = devices_header(devices);
  return files;
}

Source c_library(const Isa& isa, std::span<const std::string> names) {
  Source source{"(functions of the headers)", ""};
  for (const CFunctionRow& row : isa.assembly->c_functions()) {
    if (std::find(names.begin(), names.end(), row.name) == names.end()) continue;
    source.text +=
        ".globl " + row.name + "\n.type " + row.name + ", @function\n" + row.name + ": " + row.code + "\n";
  }
  return source;
}

}  // namespace trapdoor
