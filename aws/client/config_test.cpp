#include "aws/client/config.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace bellwether::aws {
namespace {

namespace fs = std::filesystem;

constexpr ServiceInfo dynamodb{.name = "dynamodb",
                               .endpoint_prefix = "dynamodb",
                               .signing_name = "dynamodb",
                               .target_prefix = "DynamoDB_20120810",
                               .endpoint_env = "DYNAMODB",
                               .error_namespace = "",
                               .protocol = Protocol::json_1_0};
constexpr ServiceInfo lambda{.name = "lambda",
                             .endpoint_prefix = "lambda",
                             .signing_name = "lambda",
                             .target_prefix = "",
                             .endpoint_env = "LAMBDA",
                             .error_namespace = "",
                             .protocol = Protocol::rest_json};

class ClientConfigTest : public testing::Test {
 protected:
  ClientConfigTest() {
    std::string name = "/tmp/bellwether-config-XXXXXX";
    home_ = mkdtemp(name.data());
    fs::create_directory(home_ / ".aws");
  }
  ~ClientConfigTest() override { fs::remove_all(home_); }

  void write(const std::string& file, const std::string& text) {
    std::ofstream(home_ / ".aws" / file) << text;
  }
  Result<ClientConfig> load(std::map<std::string, std::string, std::less<>> variables) {
    variables.emplace("HOME", home_.string());
    return ClientConfig::from_environment({std::move(variables)});
  }
  std::string endpoint(std::map<std::string, std::string, std::less<>> variables,
                       const ServiceInfo& service = dynamodb) {
    variables.emplace("AWS_REGION", "eu-west-3");
    const auto config = load(std::move(variables));
    return config ? config->endpoint(service).value_or("invalid") : config.error().message;
  }

  fs::path home_;
};

TEST_F(ClientConfigTest, finds_aws_own_endpoints) {
  EXPECT_EQ(endpoint({}), "https://dynamodb.eu-west-3.amazonaws.com");
  EXPECT_EQ(endpoint({{"AWS_REGION", "cn-north-1"}}),
            "https://dynamodb.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(endpoint({{"AWS_USE_FIPS_ENDPOINT", "true"}}),
            "https://dynamodb-fips.eu-west-3.amazonaws.com");
  EXPECT_EQ(endpoint({{"AWS_USE_DUALSTACK_ENDPOINT", "true"}}),
            "https://dynamodb.eu-west-3.api.aws");
}

TEST_F(ClientConfigTest, knows_the_domains_of_every_partition) {
  const auto names = [this](std::string region) {
    return std::pair(endpoint({{"AWS_REGION", region}}),
                     endpoint({{"AWS_REGION", region}, {"AWS_USE_DUALSTACK_ENDPOINT", "true"}}));
  };
  const auto are = [](const std::string& region, std::string_view suffix, std::string_view dual) {
    const std::string start = "https://dynamodb." + region + ".";
    return std::pair(start + std::string(suffix), start + std::string(dual));
  };
  for (const auto& [region, suffix, dual] : std::vector<std::array<const char*, 3>>{
           {"mx-central-1", "amazonaws.com", "api.aws"},
           {"us-gov-west-1", "amazonaws.com", "api.aws"},
           {"cn-north-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
           {"eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"},
           {"us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov"},
           {"us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"},
           {"eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
           {"us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"}}) {
    EXPECT_EQ(names(region), are(region, suffix, dual));
  }
}

TEST_F(ClientConfigTest, prefers_endpoints_as_aws_does) {
  write("config",
        "[default]\nendpoint_url = http://file\nservices = s\n"
        "[services s]\ndynamodb =\n  endpoint_url = http://file-dynamodb\n");
  EXPECT_EQ(endpoint({}), "http://file-dynamodb");
  EXPECT_EQ(endpoint({}, lambda), "http://file");
  EXPECT_EQ(endpoint({{"AWS_ENDPOINT_URL", "http://all"}}), "http://all");
  EXPECT_EQ(
      endpoint({{"AWS_ENDPOINT_URL", "http://all"}, {"AWS_ENDPOINT_URL_DYNAMODB", "http://own"}}),
      "http://own");
  EXPECT_EQ(endpoint({{"AWS_ENDPOINT_URL", "http://all"},
                      {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}}),
            "https://dynamodb.eu-west-3.amazonaws.com");
  EXPECT_EQ(endpoint({{"AWS_ENDPOINT_URL", "nonsense"}}), "invalid");
}

TEST_F(ClientConfigTest, takes_region_and_keys_from_the_environment_before_the_profile) {
  write("config", "[default]\nregion = file-1\n[profile dev]\nregion = dev-1\n");
  write("credentials",
        "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n"
        "[dev]\naws_access_key_id = DEV\naws_secret_access_key = s\naws_session_token = t\n");
  auto config = load({});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->region, "file-1");
  EXPECT_EQ(config->credentials->credentials()->access_key_id, "FILE");
  config = load({{"AWS_PROFILE", "dev"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->region, "dev-1");
  EXPECT_EQ(config->credentials->credentials()->session_token, "t");
  config = load({{"AWS_DEFAULT_REGION", "env-1"},
                 {"AWS_ACCESS_KEY_ID", "ENV"},
                 {"AWS_SECRET_ACCESS_KEY", "s"}});
  EXPECT_EQ(config->region, "env-1");
  EXPECT_EQ(config->credentials->credentials()->access_key_id, "ENV");
}

TEST_F(ClientConfigTest, says_what_is_missing_or_wrong) {
  EXPECT_EQ(load({}).error().code, "NoRegionError");
  EXPECT_EQ(load({{"AWS_PROFILE", "none"}}).error().code, "ProfileNotFound");
  EXPECT_EQ(load({{"AWS_REGION", "r"}, {"AWS_RETRY_MODE", "eager"}}).error().code,
            "InvalidConfigError");
  EXPECT_EQ(load({{"AWS_REGION", "r"}, {"AWS_MAX_ATTEMPTS", "0"}}).error().code,
            "InvalidConfigError");
  EXPECT_EQ(load({{"AWS_REGION", "r"}, {"AWS_USE_FIPS_ENDPOINT", "yes"}}).error().code,
            "InvalidConfigError");
  EXPECT_EQ(load({{"AWS_REGION", "r"}, {"AWS_MAX_ATTEMPTS", "7"}})->max_attempts, 7);
}

TEST_F(ClientConfigTest, takes_every_retry_mode_of_AWS_and_warns_of_those_that_run_as_standard) {
  for (const char* mode : {"adaptive", "legacy"}) {
    write("config", std::string("[default]\nregion = r\nretry_mode = ") + mode + "\n");
    const auto config = load({});
    ASSERT_TRUE(config) << config.error().message;
    ASSERT_EQ(config->warnings.size(), 1U);
    EXPECT_NE(config->warnings[0].find(mode), std::string::npos);
  }
  EXPECT_TRUE(load({{"AWS_RETRY_MODE", "standard"}})->warnings.empty());
}

TEST_F(ClientConfigTest, reports_missing_credentials_when_they_are_needed) {
  auto config = load({{"AWS_REGION", "r"}});
  ASSERT_TRUE(config);
  const auto none = config->credentials->credentials();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "NoCredentialsError");
  EXPECT_NE(none.error().message.find("metadata service is never asked"), std::string::npos);

  config = load({{"AWS_REGION", "r"}, {"AWS_ACCESS_KEY_ID", "A"}});
  EXPECT_NE(config->credentials->credentials().error().message.find("Partial"), std::string::npos);
  write("config", "[default]\nregion = r\nsso_session = s\n");
  EXPECT_NE(load({})->credentials->credentials().error().message.find("sso_session"),
            std::string::npos);
}

}  // namespace
}  // namespace bellwether::aws
