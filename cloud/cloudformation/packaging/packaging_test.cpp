#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cloud/cloudformation/fake_cloud.h"
#include "cloud/cloudformation/file_state.h"
#include "cloud/cloudformation/packaging/local_packager.h"
#include "cloud/cloudformation/packaging/process.h"
#include "cloud/cloudformation/packaging/zip.h"
#include "cloud/cloudformation/parse.h"

namespace bellwether::cloud::cloudformation::packaging {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Packaging : public ::testing::Test {
 protected:
  Packaging() {
    std::string name = (fs::temp_directory_path() / "packaging-test-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~Packaging() override { fs::remove_all(folder); }

  void write(const std::string& path, std::string_view text) const {
    fs::create_directories((folder / path).parent_path());
    std::ofstream(folder / path) << text;
  }

  Result<Template> package(std::string_view properties, std::string_view metadata = "{}") {
    const auto document = parse_template_text(
        "Transform: AWS::Serverless-2016-10-31\nParameters: {P: {Type: String}}\nResources:\n"
        "  F: {Type: 'AWS::Serverless::Function', Metadata: " +
        std::string(metadata) + ", Properties: " + std::string(properties) + "}\n");
    EXPECT_TRUE(document) << document.error().message;
    const auto source = read_template(*document);
    EXPECT_TRUE(source);
    const Evaluator evaluator({}, {{"P", Value("code")}}, Value::map());
    lines.clear();
    return LocalPackager(folder, kept, [&](std::string_view line) { lines.emplace_back(line); })
        .package(*source, evaluator);
  }
  std::string archive(std::string_view properties, std::string_view metadata = "{}") {
    const auto packaged = package(properties, metadata);
    if (!packaged) return packaged.error().message;
    // MemoryState answers the bytes themselves as their digest.
    return packaged->find("F")->properties.find("CodeUri")->find("Artifact")->text();
  }

  fs::path folder;
  MemoryState kept;
  std::vector<std::string> lines;
};

TEST_F(Packaging, The_same_files_give_the_same_archive_whenever_they_are_written) {
  write("code/app.py", "def handler(event, context): pass\n");
  write("code/shed/wolf.py", "x = 1\n");
  const std::string first = archive("{CodeUri: code/}");
  EXPECT_TRUE(first.starts_with("PK"));
  EXPECT_THAT(first, HasSubstr("shed/wolf.py"));
  fs::last_write_time(folder / "code/app.py",
                      fs::file_time_type::clock::now() - std::chrono::hours(9));
  EXPECT_EQ(archive("{CodeUri: !Ref P}"), first);
  write("code/app.py", "def handler(event, context): return 1\n");
  EXPECT_NE(archive("{CodeUri: code/}"), first);
}

TEST_F(Packaging, The_executable_bit_is_kept) {
  write("code/bootstrap", "#!/bin/sh\n");
  const std::string plain = archive("{CodeUri: code}");
  fs::permissions(folder / "code/bootstrap", fs::perms::owner_all);
  EXPECT_NE(archive("{CodeUri: code}"), plain);
  const auto files = read_folder(folder / "code");
  ASSERT_TRUE(files);
  EXPECT_EQ(files->front().mode, 0755U);
}

TEST_F(Packaging, An_archive_is_taken_as_it_is) {
  write("function.zip", "PK and the rest");
  EXPECT_EQ(archive("{CodeUri: function.zip}"), "PK and the rest");
  write("function.zip", "something else");
  EXPECT_THAT(archive("{CodeUri: function.zip}"), HasSubstr("is not a zip archive"));
}

TEST_F(Packaging, Make_builds_what_asks_for_it) {
  write("code/Makefile", "build-F:\n\t@echo building\n\t@cp bootstrap $(ARTIFACTS_DIR)/\n");
  write("code/bootstrap", "binary");
  const std::string built = archive("{CodeUri: code}", "{BuildMethod: makefile}");
  EXPECT_TRUE(built.starts_with("PK")) << built;
  EXPECT_THAT(built, HasSubstr("bootstrap"));
  EXPECT_THAT(built, ::testing::Not(HasSubstr("Makefile")));
  EXPECT_THAT(lines, ::testing::Contains("  building"));
}

TEST_F(Packaging, A_failing_make_is_named_with_its_output) {
  write("code/Makefile", "build-F:\n\t@echo no luck; exit 3\n");
  EXPECT_THAT(archive("{CodeUri: code}", "{BuildMethod: makefile}"),
              HasSubstr("F: make build-F in"));
  EXPECT_THAT(lines, ::testing::Contains("  no luck"));
}

TEST_F(Packaging, Python_packages_are_not_installed_but_Lambdas_own_may_be_named) {
  write("code/app.py", "");
  write("code/requirements.txt", "# what Lambda has\nboto3>=1.34\n");
  EXPECT_TRUE(archive("{CodeUri: code, Runtime: python3.13}").starts_with("PK"));
  write("code/requirements.txt", "requests==2\n");
  EXPECT_THAT(archive("{CodeUri: code, Runtime: python3.13}"), HasSubstr("asks for requests==2"));
}

TEST_F(Packaging, What_is_not_there_or_in_S3_is_told_apart) {
  EXPECT_THAT(archive("{CodeUri: nowhere}"),
              HasSubstr("nowhere is neither a folder nor a .zip file"));
  const auto remote = package("{CodeUri: 's3://bucket/key'}");
  ASSERT_TRUE(remote);
  EXPECT_EQ(remote->find("F")->properties.find("CodeUri")->text(), "s3://bucket/key");
}

TEST_F(Packaging, A_program_that_is_not_there_is_an_error) {
  EXPECT_THAT(
      run({.arguments = {"no-such-program-here"}, .environment = {}}, [](auto) {}).error().message,
      HasSubstr("Cannot run no-such-program-here"));
}

TEST_F(Packaging, FileState_keeps_records_and_code_for_their_owner_alone) {
  FileState files(folder / "state");
  ASSERT_TRUE(files.load("farm"));
  EXPECT_FALSE(files.load("farm")->has_value());
  const auto digest = files.put("zip bytes");
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->size(), 64U);
  StackRecord record{.name = "farm", .id = "arn", .status = "CREATE_COMPLETE"};
  record.parameters["P"] = "with \"quotes\"\nand lines";
  record.resources.push_back(
      {.logical_id = "F",
       .type = "AWS::Lambda::Function",
       .physical_id = "farm-F-1",
       .attributes = {{"Arn", "arn:f"}},
       .properties = Value::map({{"Code", Value::map({{"Artifact", *digest}})}, {"Empty", ""}}),
       .depends_on = {"R"}});
  ASSERT_TRUE(files.save(record));
  const auto loaded = files.load("farm");
  ASSERT_TRUE(loaded && loaded->has_value());
  EXPECT_EQ(to_json(to_document(**loaded)), to_json(to_document(record)));
  EXPECT_EQ(files.get(*digest), "zip bytes");
  EXPECT_EQ(fs::status(folder / "state/farm.json").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(files.names(), ::testing::ElementsAre("farm"));
  ASSERT_TRUE(files.erase("farm"));
  EXPECT_TRUE(files.names().empty());
}

TEST_F(Packaging, FileState_drops_old_code_that_no_stack_needs) {
  FileState files(folder / "state");
  const auto digest = files.put("zip bytes");
  ASSERT_TRUE(digest);
  ASSERT_TRUE(files.drop_unused_artifacts());
  EXPECT_TRUE(files.get(*digest)) << "it may belong to a deployment under way";
  const fs::path file = folder / "state/artifacts" / (*digest + ".zip");
  fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(2));
  ASSERT_TRUE(files.drop_unused_artifacts());
  EXPECT_FALSE(files.get(*digest));
}

TEST_F(Packaging, FileState_holds_a_stack_for_one_process_at_a_time) {
  FileState files(folder / "state");
  {
    const auto first = files.lock("farm");
    ASSERT_TRUE(first);
    EXPECT_THAT(files.lock("farm").error().message, HasSubstr("by another process"));
    EXPECT_TRUE(files.lock("other"));
  }
  EXPECT_TRUE(files.lock("farm"));
  EXPECT_THAT(files.lock("../farm").error().message, HasSubstr("failed to satisfy constraint"));
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation::packaging
