// ElfFormat: the numbers of the ELF format that the reader and the writer share (ELF-64, little-endian).
#pragma once
#include <cstddef>
#include <cstdint>

namespace trapdoor::elf {

inline constexpr uint8_t kMagic[4] = {0x7f, 'E', 'L', 'F'};
inline constexpr size_t kHeaderSize = 64, kProgramHeaderSize = 56, kSectionHeaderSize = 64, kSymbolSize = 24;

// Offsets in the file header.
inline constexpr size_t kClass = 4, kData = 5, kVersion = 6, kType = 16, kMachine = 18, kVersion2 = 20,
                        kEntry = 24, kProgramOffset = 32, kSectionOffset = 40, kFlags = 48, kThisSize = 52,
                        kProgramEntrySize = 54, kProgramCount = 56, kSectionEntrySize = 58,
                        kSectionCount = 60, kNameSection = 62;
inline constexpr uint8_t kClass32 = 1, kClass64 = 2, kLittleEndian = 1, kBigEndian = 2;
inline constexpr uint16_t kRelocatable = 1, kExecutable = 2, kDynamic = 3;

// Program headers.
inline constexpr size_t kSegmentType = 0, kSegmentFlags = 4, kSegmentOffset = 8, kSegmentVirtual = 16,
                        kSegmentPhysical = 24, kSegmentFileSize = 32, kSegmentMemorySize = 40,
                        kSegmentAlign = 48;
inline constexpr uint32_t kLoad = 1, kExecute = 1, kWrite = 2, kRead = 4;

// Section headers.
inline constexpr size_t kSectionName = 0, kSectionType = 4, kSectionFlags = 8, kSectionAddress = 16,
                        kSectionFileOffset = 24, kSectionSize = 32, kSectionLink = 40, kSectionInfo = 44,
                        kSectionAlign = 48, kSectionEntry = 56;
inline constexpr uint32_t kProgramBits = 1, kSymbolTable = 2, kStringTable = 3, kWithAddends = 4, kNoBits = 8,
                          kWithoutAddends = 9;
inline constexpr uint64_t kSectionWrite = 1, kSectionAlloc = 2, kSectionExecute = 4, kSectionInfoLink = 0x40,
                          kSectionCompressed = 0x800;

// Symbols.
inline constexpr size_t kSymbolName = 0, kSymbolInfo = 4, kSymbolSection = 6, kSymbolValue = 8,
                        kSymbolBytes = 16;
inline constexpr uint16_t kUndefined = 0, kAbsolute = 0xfff1, kCommon = 0xfff2, kReservedSections = 0xff00;
inline constexpr uint8_t kNoType = 0, kObject = 1, kFunction = 2, kSectionSymbol = 3, kFileSymbol = 4,
                         kGlobalBinding = 1, kWeakBinding = 2;

// Relocations with addends.
inline constexpr size_t kRelocationSize = 24, kRelocationOffset = 0, kRelocationType = 8,
                        kRelocationSymbol = 12, kRelocationAddend = 16;

}  // namespace trapdoor::elf
