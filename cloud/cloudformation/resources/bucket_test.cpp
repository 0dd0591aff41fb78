// Buckets as parts of a stack.
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/cloudformation/engine.h"
#include "cloud/cloudformation/fake_cloud.h"
#include "cloud/cloudformation/parse.h"
#include "cloud/core/clock.h"

namespace bellwether::cloud::cloudformation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::MatchesRegex;

class BucketTest : public ::testing::Test {
 protected:
  Result<Deployed> deploy(std::string_view text, std::string_view region = "us-east-1") {
    events.clear();
    const auto document = parse_template_text(text);
    if (!document) return std::unexpected(document.error());
    return engine(region).deploy({.stack_name = "Farm", .document = *document, .parameters = {}},
                                 [&](const StackEvent& event) { record(event); });
  }
  Result<aws::Unit> remove() {
    events.clear();
    return engine("us-east-1").remove("Farm", [&](const StackEvent& event) { record(event); });
  }

  FakeCloud cloud;
  std::vector<std::string> events;

 private:
  Engine engine(std::string_view region) {
    return {cloud, state, state, random, Scope{.region = std::string(region)}, [](auto) {}};
  }
  void record(const StackEvent& event) { events.push_back(event.status + " " + event.logical_id); }

  MemoryState state;
  SeededRandom random{7};
};

std::string output(const Deployed& deployed, std::string_view name) {
  for (const auto& one : deployed.stack.outputs) {
    if (one.name == name) return one.value;
  }
  return "";
}

constexpr std::string_view with_outputs = R"(
Resources:
  Wool: {Type: AWS::S3::Bucket}
Outputs:
  Name: {Value: !Ref Wool}
  Arn: {Value: !GetAtt Wool.Arn}
  Domain: {Value: !GetAtt Wool.DomainName}
  Regional: {Value: !GetAtt Wool.RegionalDomainName}
)";

TEST_F(BucketTest, Has_a_name_of_small_letters_and_the_attributes_that_follow_from_it) {
  const auto deployed = deploy(with_outputs);
  ASSERT_TRUE(deployed) << deployed.error().message;
  const std::string name = output(*deployed, "Name");
  EXPECT_THAT(name, MatchesRegex("farm-wool-[0-9a-z]{12}"));
  EXPECT_THAT(cloud.buckets, ElementsAre(std::pair{name, std::string()}));
  EXPECT_EQ(output(*deployed, "Arn"), "arn:aws:s3:::" + name);
  EXPECT_EQ(output(*deployed, "Domain"), name + ".s3.amazonaws.com");
  EXPECT_EQ(output(*deployed, "Regional"), name + ".s3.us-east-1.amazonaws.com");
}

TEST_F(BucketTest, Is_made_in_the_stacks_region) {
  const auto deployed = deploy(with_outputs, "eu-central-1");
  ASSERT_TRUE(deployed) << deployed.error().message;
  EXPECT_EQ(cloud.buckets.begin()->second, "eu-central-1");
  EXPECT_EQ(output(*deployed, "Regional"),
            output(*deployed, "Name") + ".s3.eu-central-1.amazonaws.com");
}

TEST_F(BucketTest, Is_another_one_when_its_name_changes) {
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket', Properties: {BucketName: one}}}"));
  EXPECT_THAT(cloud.buckets, ElementsAre(Key("one")));
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket', Properties: {BucketName: two}}}"));
  EXPECT_THAT(cloud.buckets, ElementsAre(Key("two")));
}

TEST_F(BucketTest, Goes_with_its_stack_unless_retained) {
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket'}}"));
  ASSERT_TRUE(remove());
  EXPECT_THAT(cloud.buckets, IsEmpty());

  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket', DeletionPolicy: Retain}}"));
  ASSERT_TRUE(remove());
  EXPECT_EQ(cloud.buckets.size(), 1U);
}

TEST_F(BucketTest, Stays_while_it_is_not_empty) {
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket'}}"));
  cloud.fault = [](std::string_view operation, std::string_view) -> std::optional<aws::Error> {
    if (operation != "DeleteBucket") return std::nullopt;
    return aws::Error{.code = "BucketNotEmpty",
                      .message = "The bucket you tried to delete is not empty",
                      .http_status = 409};
  };
  const auto removed = remove();
  ASSERT_FALSE(removed);
  EXPECT_THAT(removed.error().message, HasSubstr("not empty"));
  EXPECT_THAT(events, Contains("DELETE_FAILED A"));
}

TEST_F(BucketTest, Is_made_again_when_it_vanished) {
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket'}}"));
  cloud.empty();
  ASSERT_TRUE(deploy("Resources: {A: {Type: 'AWS::S3::Bucket'}}"));
  EXPECT_EQ(cloud.buckets.size(), 1U);
}

TEST_F(BucketTest, Refuses_properties_that_the_cloud_has_no_operation_for) {
  const auto refused = deploy(
      "Resources: {A: {Type: 'AWS::S3::Bucket', Properties: {VersioningConfiguration: {Status: "
      "Enabled}}}}");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("VersioningConfiguration"));
  EXPECT_THAT(cloud.buckets, IsEmpty());
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation
