// CloudWatch Logs: groups, streams and events, and the sink that other services print to.
//
// Every operation sees what was appended to the sink before it. Thread-safe.
#pragma once

#include "aws/logs/model.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/logs/buffer.h"
#include "cloud/logs/log_sink.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::logs {

class Service final : public LogSink {
 public:
  // Both must outlive the service; what the sink holds is written when the service ends.
  Service(store::Store& store, Clock& clock);

  void register_operations(server::OperationTable& table);

  void append(const Scope& scope, std::string_view group, std::string_view stream,
              std::vector<LogLine> lines) override;

  bool has_room() const override { return buffer_.has_room(); }

  // Resumes when everything that was appended before is written.
  Task<void> flush() { return buffer_.flush(); }

  Task<Result<aws::Unit>> create_log_group(const RequestContext& context,
                                           aws::logs::CreateLogGroupRequest input);
  Task<Result<aws::Unit>> delete_log_group(const RequestContext& context,
                                           aws::logs::DeleteLogGroupRequest input);
  Task<Result<aws::logs::DescribeLogGroupsResponse>> describe_log_groups(
      const RequestContext& context, aws::logs::DescribeLogGroupsRequest input);

  Task<Result<aws::Unit>> create_log_stream(const RequestContext& context,
                                            aws::logs::CreateLogStreamRequest input);
  Task<Result<aws::Unit>> delete_log_stream(const RequestContext& context,
                                            aws::logs::DeleteLogStreamRequest input);
  Task<Result<aws::logs::DescribeLogStreamsResponse>> describe_log_streams(
      const RequestContext& context, aws::logs::DescribeLogStreamsRequest input);

  Task<Result<aws::logs::PutLogEventsResponse>> put_log_events(
      const RequestContext& context, aws::logs::PutLogEventsRequest input);
  Task<Result<aws::logs::GetLogEventsResponse>> get_log_events(
      const RequestContext& context, aws::logs::GetLogEventsRequest input);
  Task<Result<aws::logs::FilterLogEventsResponse>> filter_log_events(
      const RequestContext& context, aws::logs::FilterLogEventsRequest input);

 private:
  std::uint64_t now() const;

  store::Store& store_;
  Clock& clock_;
  Buffer buffer_;
};

}  // namespace bellwether::cloud::logs
