// Names, ARNs, tokens and errors that several operations share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/logs/keys.h"
#include "cloud/logs/record.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::logs {

// "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f", without the ":*" that some members
// of AWS's answers carry.
std::string group_arn(const Scope& scope, std::string_view group);

aws::Error group_not_found();
aws::Error stream_not_found();
aws::Error bad_next_token();

// The group's name from whichever of the two members was given; an identifier is a name or an ARN.
aws::Result<std::string> group_name(const std::optional<std::string>& name,
                                    const std::optional<std::string>& identifier);

aws::Result<GroupRecord> read_group(const store::Snapshot& snapshot, const Scope& scope,
                                    std::string_view name);
aws::Result<StreamRecord> read_stream(const store::Snapshot& snapshot, const Scope& scope,
                                      std::uint64_t group, std::string_view name);

// A place between events as 56 digits, which is what AWS's ids and tokens look like.
std::string encode_position(Position position);
std::optional<Position> decode_position(std::string_view digits);

// Tokens of name-ordered lists: the last name answered.
std::string encode_name_token(std::string_view name);
std::optional<std::string> decode_name_token(std::string_view token);

}  // namespace bellwether::cloud::logs
