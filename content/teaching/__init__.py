"""What a teacher does about people who learn: sees who needs help, calls or writes, and sees which questions are too hard."""
