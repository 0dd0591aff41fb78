#include "cloud/lambda/functions/unzip.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "cloud/lambda/functions/zip_builder.h"

namespace bellwether::cloud::lambda {
namespace {

namespace fs = std::filesystem;

class Unzip : public ::testing::Test {
 protected:
  Unzip() {
    char name[] = "/tmp/bellwether-unzip-test-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~Unzip() override { fs::remove_all(folder_); }

  aws::Result<aws::Unit> unpack(const std::vector<ZipEntry>& entries,
                                const UnzipLimits& limits = {}) {
    fs::remove_all(folder_ / "out");
    return unzip(make_zip(entries), folder_ / "out", limits);
  }

  std::string read(const std::string& name) {
    std::ifstream file(folder_ / "out" / name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  // Nothing may have been written beside the folder.
  bool is_alone() {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()) <= 1;
  }

  void expect_refused(const std::vector<ZipEntry>& entries) {
    const auto done = unpack(entries);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "InvalidParameterValueException");
    EXPECT_EQ(done.error().message,
              "Could not unzip uploaded file. Please check your file, then try to upload again.");
    EXPECT_TRUE(is_alone());
  }

  fs::path folder_;
};

TEST_F(Unzip, Unpacks_files_folders_and_links) {
  ASSERT_TRUE(unpack({{"bootstrap", "#!/bin/sh\n", 0700},
                      {"lib/", ""},
                      {"lib/a/b.txt", "deep", 0600},
                      {"lib/link", "", 0777, "a/b.txt"}}));
  EXPECT_EQ(read("bootstrap"), "#!/bin/sh\n");
  EXPECT_EQ(read("lib/link"), "deep");
  // Functions run as another user.
  EXPECT_EQ(fs::status(folder_ / "out/bootstrap").permissions(), fs::perms(0755));
  EXPECT_EQ(fs::status(folder_ / "out/lib/a/b.txt").permissions(), fs::perms(0644));
}

TEST_F(Unzip, Refuses_names_that_leave_the_folder) {
  expect_refused({{"../outside", "x"}});
  expect_refused({{"a/../../outside", "x"}});
  expect_refused({{"/tmp/bellwether-outside", "x"}});
  EXPECT_FALSE(fs::exists("/tmp/bellwether-outside"));
}

TEST_F(Unzip, Refuses_links_that_leave_the_folder) {
  expect_refused({{"link", "", 0777, "/etc/passwd"}});
  expect_refused({{"link", "", 0777, "../outside"}});
  expect_refused({{"a/link", "", 0777, "../../outside"}});
}

TEST_F(Unzip, Never_writes_through_a_link) {
  expect_refused({{"real/", ""}, {"link", "", 0777, "real"}, {"link/file", "x"}});
  expect_refused({{"target", "kept"}, {"link", "", 0777, "target"}, {"link", "overwritten"}});
}

TEST_F(Unzip, Stops_at_the_size_limit) {
  const UnzipLimits limits{.bytes = 1000, .entries = 10};
  EXPECT_TRUE(unpack({{"a", std::string(1000, 'x')}}, limits));
  const auto bomb = unpack({{"a", std::string(600, 'x')}, {"b", std::string(600, 'x')}}, limits);
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().message, "Unzipped size must be smaller than 1000 bytes");
  std::vector<ZipEntry> many;
  for (int i = 0; i < 11; ++i) many.push_back({std::to_string(i), ""});
  EXPECT_FALSE(unpack(many, limits));
}

TEST_F(Unzip, Refuses_what_is_no_zip) {
  for (const std::string& bytes :
       {std::string("not a zip"), std::string(), std::string("PK\x03\x04 truncated")}) {
    fs::remove_all(folder_ / "out");
    EXPECT_FALSE(unzip(bytes, folder_ / "out"));
  }
  std::string cut = make_zip({{"a", std::string(5000, 'x')}});
  cut.resize(cut.size() / 2);
  fs::remove_all(folder_ / "out");
  EXPECT_FALSE(unzip(cut, folder_ / "out"));
}

}  // namespace
}  // namespace bellwether::cloud::lambda
