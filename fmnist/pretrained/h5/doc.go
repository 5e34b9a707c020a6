// Package h5 reads and writes HDF5 files as Keras writes them through h5py: superblock 0 or 1, version 1 object
// headers, groups as symbol tables, contiguous or compact datasets of floats or integers, lists of strings as
// attributes. Anything else is refused with a sentence: ErrUnsupported for a sound file of another kind, with the way
// out, ErrFormat alone for damage.
//
// It exists beside the general library because a weight file may come from anywhere: every address, length and count is
// checked against the file's size before it is believed, so that a damaged file costs an error and never the process
// (scigolib/hdf5 v0.14.0 allocates what a damaged length says; the tests use it as the oracle for sound files). And it
// reads float32 as float32, with typed shapes. Format: "HDF5 File Format Specification Version 1.1", The HDF Group.
package h5
