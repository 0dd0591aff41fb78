#include "cloud/s3/service.h"

#include <utility>

#include "cloud/s3/garbage.h"

namespace bellwether::cloud::s3 {
namespace {

std::unique_ptr<Bodies> make_bodies(const ServiceOptions& options, Random& random) {
  if (options.folder.empty()) return make_nameless_bodies(random);
  return make_folder_bodies(options.folder, options.sync, random);
}

}  // namespace

Service::Service(store::Store& store, Clock& clock, Random& random, const ServiceOptions& options)
    : store_(store),
      clock_(clock),
      bodies_(make_bodies(options, random)),
      buckets_(store, *bodies_, clock),
      objects_(store, *bodies_, clock),
      uploads_(store, *bodies_, clock, random),
      copier_(objects_, uploads_, *bodies_, clock) {
  recover(store_, *bodies_);
}

void Service::register_operations(server::OperationTable& table) {
  const auto add = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input&& input) {
      return (this->*member)(context, std::move(input));
    });
  };
  const auto add_upload = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input&& input,
                                 Payload& payload) {
      return (this->*member)(context, std::move(input), payload);
    });
  };
  using namespace aws::s3;
  add_upload.operator()<PutObject>(&Service::put_object);
  add_upload.operator()<UploadPart>(&Service::upload_part);
  add.operator()<GetObject>(&Service::get_object);
  add.operator()<ListBuckets>(&Service::list_buckets);
  add.operator()<CreateBucket>(&Service::create_bucket);
  add.operator()<HeadBucket>(&Service::head_bucket);
  add.operator()<DeleteBucket>(&Service::delete_bucket);
  add.operator()<GetBucketLocation>(&Service::get_bucket_location);
  add.operator()<ListObjects>(&Service::list_objects);
  add.operator()<ListObjectsV2>(&Service::list_objects_v2);
  add.operator()<HeadObject>(&Service::head_object);
  add.operator()<GetObjectAttributes>(&Service::get_object_attributes);
  add.operator()<DeleteObject>(&Service::delete_object);
  add.operator()<DeleteObjects>(&Service::delete_objects);
  add.operator()<CopyObject>(&Service::copy_object);
  add.operator()<PutObjectTagging>(&Service::put_object_tagging);
  add.operator()<GetObjectTagging>(&Service::get_object_tagging);
  add.operator()<DeleteObjectTagging>(&Service::delete_object_tagging);
  add.operator()<CreateMultipartUpload>(&Service::create_multipart_upload);
  add.operator()<UploadPartCopy>(&Service::upload_part_copy);
  add.operator()<ListParts>(&Service::list_parts);
  add.operator()<ListMultipartUploads>(&Service::list_multipart_uploads);
  add.operator()<CompleteMultipartUpload>(&Service::complete_multipart_upload);
  add.operator()<AbortMultipartUpload>(&Service::abort_multipart_upload);
  table.add_others(aws::s3::other_operations);
}

}  // namespace bellwether::cloud::s3
