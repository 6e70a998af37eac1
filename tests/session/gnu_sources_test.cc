// Every assembly source under lessons/ and tests/, whoever adds it: the bytes of GNU as and ld, and its object links across the
// fence. What a source leaves to other files is made up for it.
#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>

#include "engine/boards/boards.h"
#include "tests/program/gnu_link.h"
#include "tests/support/texts.h"

namespace trapdoor {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = TRAPDOOR_SOURCE_DIR;

// What is not compared, by its path's beginning, and why. Nothing yet.
struct Exception {
  std::string_view path, why;
};
constexpr std::array<Exception, 0> kExceptions{};

bool is_exception(const std::string& path) {
  return std::any_of(kExceptions.begin(), kExceptions.end(),
                     [&](const Exception& row) { return path.starts_with(row.path); });
}

std::vector<std::string> assembly_sources() {
  std::vector<std::string> out;
  for (const char* folder : {"lessons", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const fs::path extension = entry.path().extension();
      const std::string path = fs::relative(entry.path(), kRoot).generic_string();
      if ((extension == ".S" || extension == ".s") && !is_exception(path)) out.push_back(path);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

// What `.include "x"` names, looked for beside the source and in the folders around it.
void add_included(const std::string& path, const std::string& text, std::map<std::string, std::string>& out) {
  static const std::regex kInclude("\\.include \"([^\"]+)\"");
  for (std::sregex_iterator found(text.begin(), text.end(), kInclude), end; found != end; ++found) {
    const std::string name = (*found)[1];
    if (out.count(name)) continue;
    for (fs::path folder = (kRoot / path).parent_path(); folder != kRoot; folder = folder.parent_path()) {
      if (!fs::exists(folder / name)) continue;
      out[name] = read_file(folder / name);
      add_included(path, std::string(out[name]), out);
      break;
    }
  }
}

// A source that GNU's compiler would preprocess is compared as what comes out of that.
std::string text_of_source(const std::string& path) {
  static const std::regex kPreprocessed("(^|\n)[ \t]*#[ \t]*(include|define|if|ifdef|ifndef)\\b");
  const std::string text = read_file(kRoot / path);
  if (!std::regex_search(text, kPreprocessed)) return text;
  Folder folder;
  EXPECT_TRUE(folder.run("riscv64-unknown-elf-gcc -E -P -x assembler-with-cpp -march=rv64gc -mabi=lp64d " +
                         (kRoot / path).string() + " -o out.s"))
      << folder.output;
  return folder.read("out.s");
}

// A file that has what the source asks of others.
std::string others(const Source& source, const AssemblerOptions& options) {
  Diagnostics diagnostics;
  AssembledObject object = assemble_object(riscv::kIsa, source, options);
  EXPECT_TRUE(object.ok()) << text_of(object.diagnostics);
  auto read = read_object(riscv::kIsa, source.name, object.object, diagnostics);
  std::string text = "nop\n";
  for (const std::string& name : undefined_names({&*read, 1}))
    text += ".globl " + name + "\n" + name + ": nop\n";
  return text;
}

class SourcesAgainstGnu : public testing::TestWithParam<std::string> {};

TEST_P(SourcesAgainstGnu, GiveTheSameBytes) {
  const std::string path = GetParam();
  const Board& board = *find_board("riscv-virt");
  std::map<std::string, std::string> included;
  const Source source{"source.S", text_of_source(path)};
  add_included(path, source.text, included);
  AssemblerOptions options;
  options.text_address = board.ram_base;
  for (const Symbol& symbol : device_symbols(board))
    options.symbols.emplace_back(symbol.name, symbol.address);
  options.include = [&](std::string_view name) -> std::optional<std::string> {
    auto found = included.find(std::string(name));
    return found == included.end() ? std::nullopt : std::optional(found->second);
  };
  const std::vector<Source> both{source, {"others.S", others(source, options)}};
  expect_same(both, options, included);
  expect_links(both, options, included);
}

INSTANTIATE_TEST_SUITE_P(All, SourcesAgainstGnu, testing::ValuesIn(assembly_sources()),
                         [](const testing::TestParamInfo<std::string>& of) {
                           std::string name = of.param;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
                           return name;
                         });

TEST(Sources, AreFound) { EXPECT_GE(assembly_sources().size(), 40u); }

}  // namespace
}  // namespace trapdoor
