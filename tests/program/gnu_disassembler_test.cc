// The disassembler against GNU objdump, word by word.
#include <sstream>

#include "engine/program/disassembler.h"
#include "tests/program/gnu.h"
#include "tests/program/words.h"

namespace trapdoor {
namespace {

// Without blanks, comments and symbols.
std::string bare(std::string text) {
  for (char mark : {'#', '<'}) text = text.substr(0, text.find(mark));
  std::string out;
  bool gap = false;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\n') {
      gap = !out.empty() && out.back() != ',';
      continue;
    }
    if (gap && c != ',') out += ' ';
    gap = false;
    out += c;
  }
  return out;
}

// The control register's place in a line, when we have no name for it: objdump knows more of them than this machine has.
bool same_but_csr(const std::string& ours, const std::string& theirs) {
  size_t start = ours.find(",0x"), end = ours.find(',', start + 1);
  if (ours.substr(0, 3) != "csr" || start == std::string::npos || end == std::string::npos) return false;
  size_t their_end = theirs.find(',', start + 1);
  return their_end != std::string::npos && ours.substr(0, start) == theirs.substr(0, start) &&
         ours.substr(end) == theirs.substr(their_end);
}

TEST(DisassemblerAgainstGnu, EveryRowWithRandomOperands) {
  std::vector<uint32_t> words = random_words(100, 7);
  std::string image;
  for (uint32_t word : words) {
    for (uint8_t byte : bytes_of_word(word)) image += static_cast<char>(byte);
  }
  Folder folder;
  folder.write("words.bin", image);
  // As an object file, whose attributes tell objdump the extensions; without symbols, of which one says "data".
  folder.write("words.s", ".incbin \"words.bin\"\n");
  ASSERT_TRUE(
      folder.run(std::string(kAs) +
                 " -o with.o words.s && "
                 "riscv64-unknown-elf-objcopy --strip-all with.o words.o && "
                 "riscv64-unknown-elf-objdump -D -z -j .text -M no-aliases --adjust-vma=0x80000000 words.o"))
      << folder.output;
  Disassembler disassembler(riscv::kIsa);
  disassembler.pseudo = false;
  std::istringstream listing(folder.output);
  std::string line;
  size_t compared = 0;
  while (std::getline(listing, line)) {
    size_t colon = line.find(":\t"), text = line.rfind("\t", line.find_last_not_of(" \t"));
    if (line.substr(0, 4) != "    " || colon == std::string::npos) continue;
    text = line.find('\t', colon + 2);  // address: word <tab> name <tab> operands
    uint64_t address = std::stoull(line, nullptr, 16);
    ASSERT_LT((address - 0x8000'0000) / 4, words.size());
    uint32_t word = words[(address - 0x8000'0000) / 4];
    std::string theirs = bare(line.substr(text + 1)),
                ours = bare(disassembler.at(bytes_of_word(word), address).text);
    for (size_t none; (none = theirs.find("unknown")) != std::string::npos;)
      theirs.replace(none, 7, "0");  // no letters
    compared++;
    if (same_but_csr(ours, theirs)) continue;
    if (theirs == "pause") theirs = "fence w,0";  // which is what it is
    EXPECT_EQ(ours, theirs) << std::hex << word;
  }
  EXPECT_EQ(compared, words.size());
  EXPECT_GT(compared, 10'000u);
}

}  // namespace
}  // namespace trapdoor
