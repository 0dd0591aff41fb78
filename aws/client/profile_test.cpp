#include "aws/client/profile.h"

#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

TEST(ConfigFile, reads_profiles_and_services) {
  ConfigFile file = parse_config_file(R"(# a comment
[default]
region = eu-west-3  ; trailing
Endpoint_URL=http://localhost:4566/#not-a-comment
[profile dev]
services = local
s3 =
  addressing_style = path
output = json
[services local]
dynamodb =
  endpoint_url = http://localhost:8000
lambda =
  endpoint_url = http://localhost:9000
[nonsense
ignored = yes
)",
                                      ConfigFileKind::config);
  EXPECT_EQ(file.profiles["default"]["region"], "eu-west-3");
  EXPECT_EQ(file.profiles["default"]["endpoint_url"], "http://localhost:4566/#not-a-comment");
  EXPECT_EQ(file.profiles["dev"]["s3.addressing_style"], "path");
  EXPECT_EQ(file.profiles["dev"]["output"], "json");
  EXPECT_EQ(file.services["local"]["dynamodb.endpoint_url"], "http://localhost:8000");
  EXPECT_EQ(file.services["local"]["lambda.endpoint_url"], "http://localhost:9000");
}

TEST(ConfigFile, names_profiles_of_the_credentials_file_bare) {
  ConfigFile file = parse_config_file("[dev]\naws_access_key_id = A\n[profile x]\nignored = 1\n",
                                      ConfigFileKind::credentials);
  EXPECT_EQ(file.profiles["dev"]["aws_access_key_id"], "A");
  EXPECT_EQ(file.profiles.size(), 1U);
}

}  // namespace
}  // namespace bellwether::aws
