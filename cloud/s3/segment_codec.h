// Lists of segments in records: their number, then of each the body's two halves, offset, length.
#pragma once

#include <vector>

#include "cloud/s3/body_id.h"
#include "cloud/s3/record_codec.h"

namespace bellwether::cloud::s3 {

inline void write(RecordWriter& writer, const std::vector<Segment>& segments) {
  writer.number(segments.size());
  for (const Segment& segment : segments) {
    writer.number(segment.body.high).number(segment.body.low);
    writer.number(segment.offset).number(segment.length);
  }
}

inline std::vector<Segment> read_segments(RecordReader& reader) {
  std::vector<Segment> segments(reader.count());
  for (Segment& segment : segments) {
    segment.body.high = reader.number();
    segment.body.low = reader.number();
    segment.offset = reader.number();
    segment.length = reader.number();
  }
  return segments;
}

}  // namespace bellwether::cloud::s3
